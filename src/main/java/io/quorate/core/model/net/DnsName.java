package io.quorate.core.model.net;

import io.quorate.core.model.text.Expect;
import java.util.Locale;

/** A name that DNS may be asked for. */
public final class DnsName {
    private DnsName() {}

    /**
     * The name in lower case. A dot at its end is kept: it says that no search list applies.
     *
     * @param what is named, for the message
     * @throws IllegalArgumentException if it is no name, or an IP address
     */
    public static String parse(String what, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        Expect.that(HostPort.isName(withoutRoot(lower)), what, text, "a DNS name");
        return lower;
    }

    /** The name without a dot at its end. */
    public static String withoutRoot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
