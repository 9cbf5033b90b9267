package io.quorate.core.model.text;

/** The one form in which a value says what is wrong with it. */
public final class Expect {
    private Expect() {}

    /**
     * Refuses a value unless the condition holds.
     *
     * @throws IllegalArgumentException with the message {@code what: value (expected: expected)}
     */
    public static void that(boolean condition, String what, Object value, String expected) {
        if (!condition) {
            throw refusal(what, value, expected);
        }
    }

    /** The exception that {@link #that} throws, for places that know already that the value is wrong. */
    public static IllegalArgumentException refusal(String what, Object value, String expected) {
        return new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
    }
}
