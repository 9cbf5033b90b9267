package io.quorate.core.model.transport;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.Spans;
import java.time.Duration;

/**
 * The pool of connections to the endpoints of one upstream.
 *
 * @param perEndpoint in use to one endpoint at once, at most
 * @param pending requests that wait for one, for each endpoint, at most
 * @param idle how long an unused one is kept
 */
public record Connections(int perEndpoint, int pending, Duration idle) {
    public static final Connections DEFAULT = new Connections(256, 1_024, Duration.ofSeconds(60));

    public Connections {
        Expect.that(perEndpoint >= 1, "perEndpoint", perEndpoint, "1 or more");
        Expect.that(pending >= 0, "pending", pending, "0 or more");
        Spans.atLeastMillis("idle", idle, 1);
    }
}
