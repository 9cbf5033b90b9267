package io.quorate.core.model;

import io.quorate.core.model.text.Spans;
import java.time.Duration;

/**
 * How a member stops taking traffic.
 *
 * @param delay how long it goes on accepting after it has said that it is not ready; may be zero
 * @param timeout how long what runs may take to finish after that
 */
public record DrainSettings(Duration delay, Duration timeout) {
    /** Long enough for a balancer on the same machine; one that is told by way of others needs more. */
    public static final DrainSettings DEFAULT = new DrainSettings(Duration.ofSeconds(1), Duration.ofSeconds(30));

    public DrainSettings {
        Spans.noneOrAtLeastOneMilli("delay", delay);
        Spans.atLeastMillis("timeout", timeout, 1);
    }
}
