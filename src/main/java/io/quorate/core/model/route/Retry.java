package io.quorate.core.model.route;

import io.quorate.core.model.text.Expect;
import java.util.EnumSet;
import java.util.Set;

/**
 * When a request is sent once more, and how often. What could not connect is tried elsewhere beside that: no byte has
 * moved.
 *
 * @param attempts how often it is sent again, at most; 0 is never
 * @param on what must have happened to it
 * @param statuses of responses that are thrown away for another try
 * @param replayBody bytes of a body that are held so that it can be sent again; a longer one cannot
 * @param budget the share of the upstream's requests that may be sent once more, 0 to 1
 */
public record Retry(int attempts, Set<Cause> on, Set<Integer> statuses, long replayBody, double budget) {
    public static final int MOST_ATTEMPTS = 10;
    public static final Retry DEFAULT = new Retry(2, EnumSet.allOf(Cause.class), Set.of(502, 503, 504), 64 << 10, 0.2);

    /** What may happen to a request besides a response. */
    public enum Cause {
        /** No connection came about; nothing was sent. */
        CONNECT("connect"),
        /** The connection broke before a response began. */
        RESET("reset"),
        /** The endpoint says that it did nothing with the request (RFC 9113 section 8.7). */
        REFUSED_STREAM("refused-stream"),
        /** No response began in time. */
        TIMEOUT("timeout");

        private final String word;

        Cause(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public Retry {
        on = Set.copyOf(on);
        statuses = Set.copyOf(statuses);
        Expect.that(attempts >= 0 && attempts <= MOST_ATTEMPTS, "attempts", attempts, "0 to " + MOST_ATTEMPTS);
        Expect.that(replayBody >= 0, "replayBody", replayBody, "at least 0");
        Expect.that(budget >= 0 && budget <= 1, "budget", budget, "0 to 1");
        for (int status : statuses) {
            Expect.that(status >= 500 && status <= 599, "on", status, "500 to 599");
        }
    }
}
