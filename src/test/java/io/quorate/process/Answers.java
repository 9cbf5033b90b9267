package io.quorate.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks a proxy with curl, as if it stood at ports 80 and 443, and tells what of the answer matters to a client and to the
 * server behind it.
 *
 * @param authority who signed its certificates
 */
record Answers(int http, int https, Path authority) {
    /** The value of the cookie that is set, of which only its presence and attributes are alike. */
    static final String COOKIE = "cookie-value";

    /** What the server behind may see or not; the values differ each time. */
    private static final List<String> PRESENCE = List.of("via", "forwarded", "x-request-id");

    /** Of the answer itself. */
    private static final List<String> HEAD = List.of("location", "strict-transport-security", "x-powered-by");

    /** The answer to a request that curl makes with those arguments, by what is looked at; nothing of what is absent. */
    Map<String, String> to(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-i", "--path-as-is", "--max-time", "10"));
        command.addAll(List.of("--cacert", authority.toString()));
        command.addAll(List.of("--connect-to", ":80:127.0.0.1:" + http, "--connect-to", ":443:127.0.0.1:" + https));
        command.addAll(Arrays.asList(arguments));
        Process curl = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(curl.getInputStream().readAllBytes(), ISO_8859_1);
        curl.waitFor();
        return read(printed.replace(":" + http, "").replace(":" + https, ""));
    }

    private Map<String, String> read(String printed) {
        Map<String, String> answer = new TreeMap<>();
        String rest = printed;
        while (rest.startsWith("HTTP/1.1 100") || rest.startsWith("HTTP/2 100")) {
            rest = rest.substring(rest.indexOf("\r\n\r\n") + 4);
        }
        int end = rest.indexOf("\r\n\r\n");
        if (end < 0) {
            answer.put("status", "none");
            return answer;
        }
        answer.put("status", rest.split(" ", 3)[1].strip());
        Map<String, String> head = fields(rest.substring(0, end));
        HEAD.forEach(name -> keep(answer, name, head));
        if (head.containsKey("set-cookie")) {
            answer.put("set-cookie", cookie(head.get("set-cookie")));
            answer.put(COOKIE, head.get("set-cookie").split(";", 2)[0]);
        }
        seen(answer, fields(rest.substring(end + 4)));
        return answer;
    }

    /** What the server behind says that it was asked. */
    private void seen(Map<String, String> answer, Map<String, String> seen) {
        if (!seen.containsKey("line")) {
            return;
        }
        for (Map.Entry<String, String> field : seen.entrySet()) {
            if (PRESENCE.contains(field.getKey())) {
                answer.put(field.getKey(), field.getValue().isEmpty() ? "no" : "yes");
            } else if (!field.getValue().isEmpty()) {
                answer.put(field.getKey(), ported(field.getValue()));
            }
        }
    }

    /** Its name and its attributes; what identifies a server differs. */
    private static String cookie(String field) {
        String[] parts = field.toLowerCase(Locale.ROOT).split(";\\s*", -1);
        parts[0] = parts[0].substring(0, parts[0].indexOf('='));
        Arrays.sort(parts, 1, parts.length);
        return String.join("; ", parts);
    }

    private String ported(String value) {
        return value.equals(String.valueOf(https)) ? "443" : value.equals(String.valueOf(http)) ? "80" : value;
    }

    private static void keep(Map<String, String> answer, String name, Map<String, String> head) {
        if (head.containsKey(name)) {
            answer.put(name, head.get(name));
        }
    }

    private static Map<String, String> fields(String lines) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : lines.split("\r?\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
                fields.merge(name, line.substring(colon + 1).strip(), (one, other) -> one + ", " + other);
            }
        }
        return fields;
    }
}
