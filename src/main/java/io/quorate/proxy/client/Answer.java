package io.quorate.proxy.client;

import io.quorate.proxy.http.Refused;

/**
 * An answer of our own.
 *
 * @param detail for people: short, and without anything about the inside
 * @param field one more field; none if empty
 */
public record Answer(int status, String detail, String field, String value) {
    private static final String ALLOWED_EVER = "GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS";

    public Answer(int status, String detail) {
        this(status, detail, "", "");
    }

    public static Answer of(Refused refused) {
        return refused.status() == 405
                ? notAllowed(refused.detail(), ALLOWED_EVER)
                : new Answer(refused.status(), refused.detail());
    }

    public static Answer notAllowed(String detail, String allowed) {
        return new Answer(405, detail, "allow", allowed);
    }

    public static Answer unavailable(String detail) {
        return new Answer(503, detail, "retry-after", "1");
    }
}
