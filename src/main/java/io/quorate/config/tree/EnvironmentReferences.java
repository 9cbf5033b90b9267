package io.quorate.config.tree;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ${env:NAME}} and {@code ${env:NAME:-default}}.
 *
 * <p>In a flow mapping a brace ends a plain scalar, so {@code { zone: ${env:ZONE:-} }} would be no YAML. The braces of
 * references are therefore swapped for characters of the private use area before a file is parsed (one for one, so that
 * places stay true) and references are looked for in scalars only: a value can never change the structure of the file.
 * The braces of variables of a request, such as {@code ${client.ip}}, are swapped too, and put back.
 */
final class EnvironmentReferences {
    private static final char OPEN = '\uE0E0';
    private static final char CLOSE = '\uE0E1';
    private static final Pattern WRITTEN = Pattern.compile("\\$\\{(env:[^{}\\r\\n]*|[a-z]+\\.[a-z]+)}");
    private static final Pattern PROTECTED = Pattern.compile("\\$" + OPEN + "(env:)?([^" + CLOSE + "]*)" + CLOSE);
    private static final Pattern REFERENCE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(:-(.*))?");

    private final UnaryOperator<String> environment;
    private final Problems problems;

    /** The environment gives an empty text for a variable that is not set. */
    EnvironmentReferences(UnaryOperator<String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** The text of a file, safe to parse. */
    static String protect(String file) {
        return file.contains("${") ? WRITTEN.matcher(file).replaceAll("\\$" + OPEN + "$1" + CLOSE) : file;
    }

    /** What was protected, as it was written. */
    static String restore(String text) {
        return text.replace(OPEN, '{').replace(CLOSE, '}');
    }

    /**
     * A scalar with the variables' values put in; as in a shell, a default stands in for an empty variable too. Empty,
     * with a problem added, if a reference has no value.
     */
    Optional<String> resolve(Place place, String scalar) {
        if (scalar.contains("${env:")) {
            problems.add(place, malformed(scalar));
            return Optional.empty();
        }
        if (scalar.indexOf(OPEN) < 0) {
            return Optional.of(scalar);
        }
        StringBuilder resolved = new StringBuilder();
        boolean whole = true;
        Matcher matcher = PROTECTED.matcher(scalar);
        while (matcher.find()) {
            String word = matcher.group(2);
            Optional<String> value = matcher.group(1) == null ? Optional.of("${" + word + "}") : valueOf(place, word);
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value.orElse("")));
            whole &= value.isPresent();
        }
        matcher.appendTail(resolved);
        return whole ? Optional.of(resolved.toString()) : Optional.empty();
    }

    private Optional<String> valueOf(Place place, String reference) {
        Matcher parts = REFERENCE.matcher(reference);
        if (!parts.matches()) {
            problems.add(place, malformed("${env:" + reference + "}"));
            return Optional.empty();
        }
        String name = parts.group(1);
        String value = environment.apply(name);
        if (!value.isEmpty()) {
            return Optional.of(value);
        }
        if (parts.group(2) == null) {
            problems.add(
                    place,
                    "environment variable " + name + " is not set (expected: a value for it, or a default as in ${env:"
                            + name + ":-default})");
        }
        return Optional.ofNullable(parts.group(3));
    }

    private static String malformed(String reference) {
        return reference + " (expected: ${env:NAME} or ${env:NAME:-default})";
    }
}
