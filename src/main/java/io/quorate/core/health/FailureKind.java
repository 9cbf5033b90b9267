package io.quorate.core.health;

/**
 * What went wrong, by layer; the codes are HAProxy's ({@code show stat}, field {@code check_status}) and, for the rules
 * that HAProxy does not tell apart, in their manner.
 */
public enum FailureKind {
    L4CON("connection failed"),
    L4TOUT("no connection in time"),
    L6RSP("TLS handshake failed"),
    L6TOUT("no TLS handshake in time"),
    L7TOUT("no answer in time"),
    L7RSP("not a valid answer"),
    L7STS("unexpected status"),
    L7HDR("header rule not met"),
    L7BDY("body rule not met");

    private final String meaning;

    FailureKind(String meaning) {
        this.meaning = meaning;
    }

    /** Whether nothing came in time, which may be the observer's doing as well. */
    public boolean isTimeout() {
        return this == L4TOUT || this == L6TOUT || this == L7TOUT;
    }

    /** The code in words. */
    public String meaning() {
        return meaning;
    }
}
