package io.quorate.proxy.meter;

import java.util.Locale;

/** How one try of one endpoint ended. */
public enum AttemptResult {
    /** The whole response was relayed. */
    OK,
    /** No connection: refused, unreachable, or the name not found. */
    CONNECT_FAILED,
    /** No connection in time, the wait for a free one included. */
    CONNECT_TIMEOUT,
    /** The pool and its queue were full. */
    BUSY,
    /** The connection broke before the response began. */
    RESET,
    /** The endpoint said that it did nothing with the request. */
    REFUSED,
    /** A connection that had been kept ended before the response began. */
    STALE,
    /** What came is not a response that can be relayed. */
    INVALID,
    /** A response with a status for which the request was sent once more. */
    STATUS,
    /** Another attempt for the same request was quicker. */
    SUPERSEDED,
    /** No response in time. */
    TIMEOUT,
    /** The response began and did not end. */
    ABORTED,
    /** The client left, or broke its request. */
    CLIENT;

    /** The word for it in the metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
