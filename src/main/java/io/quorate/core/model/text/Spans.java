package io.quorate.core.model.text;

import java.time.Duration;

/** How long a configured duration may be; the upper bound keeps every sum and unit of it within range. */
public final class Spans {
    private static final Duration LONGEST = Duration.ofHours(24);

    private Spans() {}

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
