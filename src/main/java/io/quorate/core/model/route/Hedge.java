package io.quorate.core.model.route;

import io.quorate.core.model.text.Spans;
import java.time.Duration;

/**
 * After how long a second endpoint is asked beside the first; zero is never.
 *
 * @param connect without a connection; for every request, since nothing has been sent
 * @param response without a response; for requests that may be done twice
 */
public record Hedge(Duration connect, Duration response) {
    public static final Hedge DEFAULT = new Hedge(Duration.ofMillis(250), Duration.ZERO);

    public Hedge {
        Spans.noneOrAtLeastOneMilli("connect", connect);
        Spans.noneOrAtLeastOneMilli("response", response);
    }
}
