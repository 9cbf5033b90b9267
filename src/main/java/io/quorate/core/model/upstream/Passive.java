package io.quorate.core.model.upstream;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.Fingerprint;
import io.quorate.core.model.text.Spans;
import java.time.Duration;
import java.util.Set;

/**
 * What is learned of endpoints from the requests sent to them. A request has failed if no response came, or not a whole
 * one, or one with a status named here; what its client broke off tells nothing.
 *
 * @param consecutive failures in a row, on all event loops together; 0: not looked at
 * @param share of an endpoint's requests within the window that fail, 0 to 1; 0: not looked at
 * @param latency how many times as long as those of the other endpoints its answers take; 0: not looked at
 * @param window how long requests are remembered for {@code share} and {@code latency}
 * @param eject how long an endpoint is left out the first time; each further time in close succession so much longer
 * @param maxEjected share of the upstream's endpoints that may be left out at once, 0 to 1
 */
public record Passive(
        int consecutive,
        double share,
        int latency,
        Duration window,
        Duration eject,
        double maxEjected,
        Set<Integer> statuses) {
    public static final int MOST_CONSECUTIVE = 1_000;
    public static final int MOST_LATENCY = 1_000;
    public static final Passive DEFAULT =
            new Passive(5, 0.5, 0, Duration.ofSeconds(10), Duration.ofSeconds(10), 0.5, Set.of(502, 503, 504));

    /** Nothing is learned. */
    public static final Passive NONE = new Passive(0, 0, 0, DEFAULT.window(), DEFAULT.eject(), 0, DEFAULT.statuses());

    private static final int SHORTEST_MILLIS = 1_000;

    public Passive {
        statuses = Set.copyOf(statuses);
        Expect.that(
                consecutive >= 0 && consecutive <= MOST_CONSECUTIVE,
                "consecutive",
                consecutive,
                "0 (off) to " + MOST_CONSECUTIVE);
        Expect.that(share >= 0 && share <= 1, "share", share, "0 (off) to 1");
        Expect.that(
                latency == 0 || (latency > 1 && latency <= MOST_LATENCY),
                "latency",
                latency,
                "0 (off), or 2 to " + MOST_LATENCY);
        Expect.that(maxEjected >= 0 && maxEjected <= 1, "maxEjected", maxEjected, "0 to 1");
        Spans.atLeastMillis("window", window, SHORTEST_MILLIS);
        Spans.atLeastMillis("eject", eject, SHORTEST_MILLIS);
        for (int status : statuses) {
            Expect.that(status >= 100 && status <= 599, "statuses", status, "100 to 599");
        }
    }

    /** Whether nothing that requests see leads to an ejection. */
    public boolean isOff() {
        return maxEjected == 0 || (consecutive == 0 && share == 0 && latency == 0);
    }

    /** How many of so many endpoints may be left out at once. */
    public int mostEjected(int endpoints) {
        return (int) (maxEjected * endpoints);
    }

    /** Everything that makes it, in one order. */
    public String canonicalText() {
        return Fingerprint.join(
                consecutive,
                share,
                latency,
                window,
                eject,
                maxEjected,
                Fingerprint.join(statuses.stream().sorted().toArray()));
    }
}
