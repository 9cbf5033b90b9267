package io.quorate.core.model;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.Spans;
import java.time.Duration;

/**
 * What concerns the members together.
 *
 * @param zone where this member runs, empty if not said
 * @param pulse how often a member gives a sign of life
 * @param lease how long a member's silence is borne, at least two pulses
 */
public record ClusterSettings(String zone, Duration pulse, Duration lease) {
    /** No zone, a pulse each second, and a lease of three. */
    public static final ClusterSettings DEFAULT = new ClusterSettings("", Duration.ofSeconds(1), Duration.ofSeconds(3));

    private static final int SHORTEST_MILLIS = 100;

    public ClusterSettings {
        Spans.atLeastMillis("pulse", pulse, SHORTEST_MILLIS);
        Expect.that(lease.compareTo(pulse.multipliedBy(2)) >= 0, "lease", lease, "at least twice the pulse, " + pulse);
    }
}
