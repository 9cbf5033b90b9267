package io.quorate.core.model.check;

import io.quorate.core.model.text.Spans;
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
    private static final int SHORTEST_MILLIS = 10;

    public Timing {
        Spans.atLeastMillis("interval", interval, SHORTEST_MILLIS);
        Spans.atLeastMillis("fast", fast, SHORTEST_MILLIS);
        Spans.atLeastMillis("down", down, SHORTEST_MILLIS);
        Spans.atLeastMillis("timeout", timeout, SHORTEST_MILLIS);
    }
}
