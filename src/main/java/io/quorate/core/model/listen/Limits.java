package io.quorate.core.model.listen;

import io.quorate.core.model.text.Expect;

/**
 * What a listener takes at most.
 *
 * @param line bytes of the request line
 * @param headers bytes of the header section
 * @param body bytes of a request body; 0 is unlimited
 * @param connections open at once
 */
public record Limits(int line, int headers, long body, int connections) {
    public static final Limits DEFAULT = new Limits(8 << 10, 32 << 10, 0, 20_000);

    private static final int MOST = 1 << 20;

    public Limits {
        Expect.that(line >= 64 && line <= MOST, "line", line, "64 bytes to 1MiB");
        Expect.that(headers >= 256 && headers <= MOST, "headers", headers, "256 bytes to 1MiB");
        Expect.that(body >= 0, "body", body, "0 (unlimited) or more");
        Expect.that(connections >= 1, "connections", connections, "1 or more");
    }
}
