package io.quorate.core.model.route;

import io.quorate.core.model.text.Expect;
import java.util.regex.Pattern;

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

    private static final Pattern AUTHORITY = Pattern.compile("([A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    /** Where the value comes from. */
    public enum Mode {
        PRESERVE,
        ENDPOINT,
        LITERAL
    }

    public UpstreamHost {
        boolean fits = mode == Mode.LITERAL ? AUTHORITY.matcher(literal).matches() : literal.isEmpty();
        Expect.that(fits, "host", literal, "preserve, endpoint, or a host name");
    }

    /** A fixed value. */
    public static UpstreamHost literal(String value) {
        return new UpstreamHost(Mode.LITERAL, value);
    }
}
