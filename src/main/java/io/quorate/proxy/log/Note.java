package io.quorate.proxy.log;

import io.quorate.proxy.meter.AttemptResult;

/** What is remembered of one attempt: at which endpoint, why it was made, and what came of it. */
public final class Note {
    /** Where nothing is remembered. */
    public static final Note NONE = new Note("", "", 0);

    private final String endpoint;
    private final String why;
    private final long startedNanos;
    private long nanos;
    private String result = "";

    Note(String endpoint, String why, long startedNanos) {
        this.endpoint = endpoint;
        this.why = why;
        this.startedNanos = startedNanos;
    }

    /** It is over. */
    public void ended(AttemptResult how) {
        if (!endpoint.isEmpty() && result.isEmpty()) {
            result = how.word();
            nanos = System.nanoTime() - startedNanos;
        }
    }

    String endpoint() {
        return endpoint;
    }

    /** Empty for the first. */
    String why() {
        return why;
    }

    /** The word of the metrics for how it ended. */
    String result() {
        return result;
    }

    long nanos() {
        return nanos;
    }
}
