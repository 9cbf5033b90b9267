package io.quorate.discovery.kube;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.Spans;
import java.time.Duration;

/**
 * How long the API server is waited for.
 *
 * @param request for the answer to a list, and for a watch to begin
 * @param watch after which the server is to end a watch; whole seconds
 * @param grace how much later than that it may come before the server counts as silent
 * @param first wait before the next try
 * @param longest wait that it doubles to
 * @param batch in which changes are put together
 */
record SlicesTiming(
        Duration request, Duration watch, Duration grace, Duration first, Duration longest, Duration batch) {
    /**
     * A watch of a minute costs the server one request a minute, and bounds how long its silence goes unnoticed. Its
     * clients' habit of five to ten minutes is for those that watch much more.
     */
    static final SlicesTiming USUAL = new SlicesTiming(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofMillis(50));

    SlicesTiming {
        Spans.atLeastMillis("request", request, 1);
        Spans.atLeastMillis("first", first, 1);
        Spans.atLeastMillis("batch", batch, 1);
        Expect.that(watch.toMillis() % 1_000 == 0 && !watch.isZero(), "watch", watch, "whole seconds");
        Expect.that(longest.compareTo(first) >= 0, "longest", longest, "at least the first");
    }
}
