package io.quorate.core.model.route;

import io.quorate.core.model.text.Expect;
import java.util.Set;

/** Header fields that no rule may touch: they frame a message or end at this hop, so that the proxy alone writes them. */
public final class ReservedFields {
    private static final Set<String> NAMES = Set.of(
            "connection",
            "content-length",
            "expect",
            "http2-settings",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    private static final String PROXY = "proxy-";

    private ReservedFields() {}

    /**
     * Refuses the name of such a field.
     *
     * @param name in lower case
     * @throws IllegalArgumentException if it is refused
     */
    public static void check(String name) {
        boolean reserved = NAMES.contains(name) || name.startsWith(PROXY);
        Expect.that(!reserved, "header", name, "none that frames a message or ends at this hop");
    }
}
