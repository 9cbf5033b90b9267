package io.quorate.core.model.route;

import io.quorate.core.model.text.Spans;
import java.time.Duration;

/**
 * How long one exchange may take.
 *
 * @param connect to get a connection to an endpoint, the wait for a free one included
 * @param response from the request sent to the head of the response; zero is without end
 * @param idle without a byte in either direction once the response has begun; zero is without end
 * @param total from the request's head to the response's last byte; zero is without end
 */
public record RouteTimeouts(Duration connect, Duration response, Duration idle, Duration total) {
    public static final RouteTimeouts DEFAULT =
            new RouteTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ZERO);

    public RouteTimeouts {
        Spans.atLeastMillis("connect", connect, 1);
        Spans.noneOrAtLeastOneMilli("response", response);
        Spans.noneOrAtLeastOneMilli("idle", idle);
        Spans.noneOrAtLeastOneMilli("total", total);
    }
}
