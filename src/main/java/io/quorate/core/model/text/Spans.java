package io.quorate.core.model.text;

import java.time.Duration;

/** Durations: how they are written, and how long a configured one may be, so that every sum and unit of it is within range. */
public final class Spans {
    private static final Duration LONGEST = Duration.ofHours(24);

    private Spans() {}

    /** The duration as a config has it, in the largest unit of which it is a whole number; less than a millisecond is cut. */
    public static String text(Duration value) {
        long millis = value.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
    }

    /**
     * Refuses what is shorter, or longer than a day.
     *
     * @throws IllegalArgumentException if it is refused
     */
    public static void atLeastMillis(String what, Duration value, int millis) {
        boolean fits = value.compareTo(Duration.ofMillis(millis)) >= 0 && value.compareTo(LONGEST) <= 0;
        Expect.that(fits, what, value, millis + "ms to 24h");
    }

    /** Below a millisecond it would be cut to zero, which means something else. */
    public static void noneOrAtLeastOneMilli(String what, Duration value) {
        if (!value.isZero()) {
            boolean fits = value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(LONGEST) <= 0;
            Expect.that(fits, what, value, "0s (none), or 1ms to 24h");
        }
    }
}
