package io.quorate.core.model.pem;

import io.quorate.core.model.text.Expect;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands between one BEGIN and its END (RFC 7468).
 *
 * @param line of its BEGIN, from 1
 * @param encrypted whether it says so in a header of its own (RFC 1421), as old keys do
 */
record PemBlock(String label, int line, boolean encrypted, String base64) {
    private static final Pattern EDGE = Pattern.compile("-----(BEGIN|END) ([A-Z0-9][A-Z0-9 .]*)-----");

    /**
     * All blocks of a file, in its order; what is between them is commentary.
     *
     * @param path for messages
     */
    static List<PemBlock> of(String path, String text) {
        List<PemBlock> blocks = new ArrayList<>();
        Iterator<String> lines = text.lines().map(String::strip).iterator();
        int number = 0;
        while (lines.hasNext()) {
            number++;
            Matcher edge = EDGE.matcher(lines.next());
            if (edge.matches()) {
                boolean begins = edge.group(1).equals("BEGIN");
                Expect.that(begins, path, "line " + number + " ends what never began", "BEGIN, then END");
                List<String> body = body(path, edge.group(2), number, lines);
                blocks.add(of(path, edge.group(2), number, body));
                number += body.size() + 1;
            }
        }
        return blocks;
    }

    byte[] der() {
        return Base64.getDecoder().decode(base64);
    }

    /** Never the content: it may be a key. */
    @Override
    public String toString() {
        return label + " at line " + line;
    }

    private static List<String> body(String path, String label, int begin, Iterator<String> lines) {
        List<String> body = new ArrayList<>();
        while (lines.hasNext()) {
            String line = lines.next();
            Matcher edge = EDGE.matcher(line);
            if (!edge.matches()) {
                body.add(line);
                continue;
            }
            boolean ends = edge.group(1).equals("END") && edge.group(2).equals(label);
            int number = begin + body.size() + 1;
            Expect.that(ends, path, "line " + number + " is not the end of " + label, "END " + label);
            return body;
        }
        throw Expect.refusal(path, "breaks off in the " + label + " of line " + begin, "its END " + label);
    }

    private static PemBlock of(String path, String label, int line, List<String> body) {
        boolean encrypted = body.stream().anyMatch(each -> each.startsWith("Proc-Type:") && each.endsWith("ENCRYPTED"));
        StringBuilder base64 = new StringBuilder();
        body.stream().filter(each -> each.indexOf(':') < 0).forEach(base64::append);
        PemBlock block = new PemBlock(label, line, encrypted, base64.toString());
        Expect.that(encrypted || block.isWhole(), path, "the " + block + " is damaged", "base64 up to its END");
        return block;
    }

    private boolean isWhole() {
        try {
            return der().length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
