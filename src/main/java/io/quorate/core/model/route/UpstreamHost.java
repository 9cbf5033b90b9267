package io.quorate.core.model.route;

import io.quorate.core.model.text.Expect;

/**
 * The {@code Host} that an endpoint sees.
 *
 * @param literal used by {@link Mode#LITERAL} only
 */
public record UpstreamHost(Mode mode, String literal) {
    /** The client's own. */
    public static final UpstreamHost PRESERVE = new UpstreamHost(Mode.PRESERVE, "");
    /** The endpoint's address. */
    public static final UpstreamHost ENDPOINT = new UpstreamHost(Mode.ENDPOINT, "");

    /** Where the value comes from. */
    public enum Mode {
        PRESERVE,
        ENDPOINT,
        LITERAL
    }

    public UpstreamHost {
        boolean fits = (mode == Mode.LITERAL) == !literal.isEmpty();
        Expect.that(fits, "host", literal, "preserve, endpoint, or a host name");
        boolean plain = literal.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '/' && c != '@');
        Expect.that(plain, "host", literal, "preserve, endpoint, or a host name");
    }

    /** A fixed value. */
    public static UpstreamHost literal(String value) {
        return new UpstreamHost(Mode.LITERAL, value);
    }
}
