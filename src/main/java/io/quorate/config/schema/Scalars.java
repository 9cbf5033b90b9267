package io.quorate.config.schema;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The scalars that a schema is made of. */
public final class Scalars {
    /** Any text; numbers and truth values need no quotes. */
    public static final Shape<String> TEXT = new ScalarShape<>(
            "a text",
            text -> text,
            (value, text) -> text,
            new JsonObject()
                    .put("type", new JsonArray().add("string").add("number").add("boolean")));

    /** Text that is never shown. */
    public static final Shape<String> SECRET = new ScalarShape<>(
            "a text",
            text -> text,
            (value, text) -> text.isEmpty() ? "" : "***",
            new JsonObject().put("type", "string"));

    public static final Shape<Boolean> BOOLEAN = new ScalarShape<>(
            "true or false",
            text -> oneOf(text, Map.of("true", true, "false", false), "true or false"),
            (value, text) -> value,
            new JsonObject().put("type", "boolean"));

    /** A regular expression; short, because compiling one uses stack by its length. */
    public static final Shape<String> REGEX =
            matching("a regular expression of at most 1024 characters", ".{0,1024}", Scalars::regex);

    /** A share, as a fraction of one. */
    public static final Shape<Double> PERCENTAGE = new ScalarShape<>(
            "a percentage such as 50%",
            text -> percentage(text), (value, text) -> text, pattern("[0-9]{1,3}(\\.[0-9]{1,4})?%"));

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})(B|KiB|MiB|GiB)?");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
    private static final Map<String, Integer> SHIFTS = Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30);

    private Scalars() {}

    /** Text of a certain form, which the parser makes a value of. */
    public static <T> Shape<T> matching(String expected, String regex, Function<String, T> parser) {
        return matching(expected, pattern(regex), regex, parser);
    }

    /** The same where what has the form may also be a number from the least to the most. */
    public static <T> Shape<T> numberOrText(
            String expected, String regex, int least, int most, Function<String, T> parser) {
        JsonObject schema = pattern(regex)
                .put("type", new JsonArray().add("string").add("integer"))
                .put("minimum", least)
                .put("maximum", most);
        return matching(expected, schema, regex, parser);
    }

    /** Text of a certain form; numbers and truth values need no quotes. */
    public static Shape<String> text(String expected, String regex) {
        JsonArray types = new JsonArray().add("string").add("number").add("boolean");
        return matching(expected, pattern(regex).put("type", types), regex, text -> text);
    }

    /** Text that the parser alone judges, by {@link IllegalArgumentException}. */
    public static <T> Shape<T> parsed(String expected, Function<String, T> parser) {
        return new ScalarShape<>(expected, parser, (value, text) -> text, new JsonObject().put("type", "string"));
    }

    /** Whole numbers from the least to the most, both included. */
    public static Shape<Integer> integers(int least, int most) {
        String expected = "a whole number from " + least + " to " + most;
        return new ScalarShape<>(
                expected,
                text -> {
                    require(text.matches("-?[0-9]{1,9}"), text, expected);
                    int value = Integer.parseInt(text);
                    require(least <= value && value <= most, text, expected);
                    return value;
                },
                (value, text) -> value,
                new JsonObject().put("type", "integer").put("minimum", least).put("maximum", most));
    }

    /** Durations in whole milliseconds, from the least to the most as written, both included. */
    public static Shape<Duration> durations(String least, String most) {
        Duration shortest = duration(least, least);
        Duration longest = duration(most, most);
        String expected = "a duration from " + least + " to " + most + " such as 250ms, 2s, 1m or 1h";
        return bounded(
                expected,
                DURATION,
                text -> duration(text, expected),
                value -> value.compareTo(shortest) >= 0 && value.compareTo(longest) <= 0);
    }

    /** Sizes in bytes, from the least to the most as written, both included. */
    public static Shape<Long> sizes(String least, String most) {
        long smallest = size(least, least);
        long largest = size(most, most);
        String expected = "a size from " + least + " to " + most + " such as 16KiB, 1MiB or plain bytes";
        return new ScalarShape<>(
                expected,
                text -> {
                    long value = size(text, expected);
                    require(smallest <= value && value <= largest, text, expected);
                    return value;
                },
                (value, text) -> text,
                new JsonObject()
                        .put("type", new JsonArray().add("string").add("integer"))
                        .put("minimum", 0)
                        .put("pattern", "^" + SIZE + "$"));
    }

    /** One of a few words. */
    public static Shape<String> words(List<String> known) {
        String expected = "one of " + String.join(", ", known);
        return new ScalarShape<>(
                expected,
                text -> {
                    require(known.contains(text), text, expected);
                    return text;
                },
                (value, text) -> text,
                new JsonObject().put("enum", new JsonArray(known)));
    }

    private static <T> Shape<T> matching(String expected, JsonObject schema, String regex, Function<String, T> parser) {
        Pattern form = Pattern.compile(regex);
        return new ScalarShape<>(
                expected,
                text -> {
                    require(form.matcher(text).matches(), text, expected);
                    return parser.apply(text);
                },
                (value, text) -> text,
                schema);
    }

    private static <T> Shape<T> bounded(
            String expected, Pattern form, Function<String, T> parser, Predicate<T> bounds) {
        return new ScalarShape<>(
                expected,
                text -> {
                    T value = parser.apply(text);
                    require(bounds.test(value), text, expected);
                    return value;
                },
                (value, text) -> text,
                pattern(form.pattern()));
    }

    private static Duration duration(String text, String expected) {
        Matcher parts = DURATION.matcher(text);
        require(parts.matches(), text, expected);
        BigDecimal millis =
                new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(MILLIS.getOrDefault(parts.group(2), 1L)));
        require(millis.stripTrailingZeros().scale() <= 0, text, expected);
        return Duration.ofMillis(millis.longValue());
    }

    private static long size(String text, String expected) {
        Matcher parts = SIZE.matcher(text);
        require(parts.matches(), text, expected);
        String unit = parts.group(2) == null ? "B" : parts.group(2);
        long count = Long.parseLong(parts.group(1));
        int shift = SHIFTS.getOrDefault(unit, 0);
        require(count <= Long.MAX_VALUE >> shift, text, expected);
        return count << shift;
    }

    private static double percentage(String text) {
        String expected = "a percentage from 0% to 100%";
        require(text.matches("[0-9]{1,3}(\\.[0-9]{1,4})?%"), text, expected);
        double share = Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
        require(share <= 1, text, expected);
        return share;
    }

    private static String regex(String text) {
        try {
            Pattern.compile(text);
            return text;
        } catch (PatternSyntaxException e) {
            throw Messages.refusal(text, "a regular expression: " + e.getDescription());
        }
    }

    private static <T> T oneOf(String text, Map<String, T> values, String expected) {
        T value = values.get(text);
        if (value == null) {
            throw Messages.refusal(text, expected);
        }
        return value;
    }

    private static void require(boolean condition, String text, String expected) {
        if (!condition) {
            throw Messages.refusal(text, expected);
        }
    }

    private static JsonObject pattern(String regex) {
        return new JsonObject().put("type", "string").put("pattern", "^(" + regex + ")$");
    }
}
