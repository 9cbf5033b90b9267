package io.quorate.core.model;

import java.time.Duration;

/**
 * When a check probes.
 *
 * @param interval while the vote is settled and up
 * @param fast while the vote is undecided: the last outcome speaks against it, or there is none yet
 * @param down while the vote is settled and down
 * @param timeout of one probe, from the start of the connection to the last byte that its rules need
 */
public record Timing(Duration interval, Duration fast, Duration down, Duration timeout) {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(24);

    public Timing {
        inRange("interval", interval);
        inRange("fast", fast);
        inRange("down", down);
        inRange("timeout", timeout);
    }

    private static void inRange(String what, Duration value) {
        boolean fits = value.compareTo(SHORTEST) >= 0 && value.compareTo(LONGEST) <= 0;
        Expect.that(fits, what, value, "10ms to 24h");
    }
}
