package io.quorate.core.model.listen;

import io.quorate.core.model.text.Spans;
import java.time.Duration;

/**
 * How long a listener waits.
 *
 * @param head from the first byte of a request, or from the connection, until its head is complete
 * @param idle for the next request on a connection that is kept open
 */
public record ListenerTimeouts(Duration head, Duration idle) {
    public static final ListenerTimeouts DEFAULT = new ListenerTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(75));

    public ListenerTimeouts {
        Spans.atLeastMillis("head", head, 1);
        Spans.atLeastMillis("idle", idle, 1);
    }
}
