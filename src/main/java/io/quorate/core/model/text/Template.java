package io.quorate.core.model.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Text with variables such as {@code ${client.ip}}.
 *
 * @param text as it was written
 * @param parts the same in pieces, each either literal or a variable
 */
public record Template(String text, List<Part> parts) {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}?");

    /** What a request can be asked for. */
    public enum Variable {
        /** Address of the client as the listener sees it, or as a trusted proxy says. */
        CLIENT_IP("client.ip"),
        REQUEST_ID("request.id"),
        /** As the client wrote it, with the port if there is one. */
        REQUEST_HOST("request.host"),
        /** The same in lower case, without the port and without the dot that may end a name. */
        REQUEST_HOSTNAME("request.hostname"),
        /** {@code http} or {@code https}, of the listener, or as a trusted proxy says. */
        REQUEST_SCHEME("request.scheme"),
        REQUEST_METHOD("request.method"),
        /** The path as it is matched, without the query. */
        REQUEST_PATH("request.path"),
        /** The path and, if there is one, the query with its question mark. */
        REQUEST_URI("request.uri");

        private final String word;

        Variable(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** A piece. */
    public sealed interface Part permits Literal, Reference {}

    public record Literal(String text) implements Part {}

    public record Reference(Variable variable) implements Part {}

    public Template {
        parts = List.copyOf(parts);
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException if a variable is not known
     */
    public static Template parse(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher references = REFERENCE.matcher(text);
        int done = 0;
        while (references.find()) {
            if (references.start() > done) {
                parts.add(new Literal(text.substring(done, references.start())));
            }
            parts.add(new Reference(variable(references.group())));
            done = references.end();
        }
        if (done < text.length()) {
            parts.add(new Literal(text.substring(done)));
        }
        return new Template(text, parts);
    }

    /** Whether the variable occurs. */
    public boolean uses(Variable variable) {
        return parts.contains(new Reference(variable));
    }

    /** The text with the values put in. */
    public String fill(Function<Variable, String> values) {
        if (parts.size() == 1 && parts.get(0) instanceof Literal only) {
            return only.text();
        }
        StringBuilder filled = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Reference reference) {
                filled.append(values.apply(reference.variable()));
            } else if (part instanceof Literal literal) {
                filled.append(literal.text());
            }
        }
        return filled.toString();
    }

    private static Variable variable(String reference) {
        return Stream.of(Variable.values())
                .filter(known -> reference.equals("${" + known.word() + "}"))
                .findFirst()
                .orElseThrow(() -> Expect.refusal(
                        "variable",
                        reference,
                        Stream.of(Variable.values())
                                .map(known -> "${" + known.word() + "}")
                                .collect(Collectors.joining(", "))));
    }
}
