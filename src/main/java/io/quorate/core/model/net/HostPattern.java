package io.quorate.core.model.net;

import io.quorate.core.model.text.Expect;
import java.util.Locale;

/**
 * A host that a route answers for: a name, or {@code *.} and a name, which stands for every name below it (not for the
 * name itself).
 *
 * @param name in lower case, without the {@code *.}
 */
public record HostPattern(String name, boolean wildcard) {
    public HostPattern {
        boolean known = HostPort.isName(name) || (!wildcard && isAddress(name));
        String text = wildcard ? "*." + name : name;
        Expect.that(known, "host", text, "a host name without a port, or *. and a host name");
    }

    /**
     * Reads {@code shop.example.com} or {@code *.example.com}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static HostPattern parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean wildcard = lower.startsWith("*.");
        return new HostPattern(wildcard ? lower.substring(2) : lower, wildcard);
    }

    @Override
    public String toString() {
        return wildcard ? "*." + name : name;
    }

    /** As it stands in a {@code Host} header: IPv6 in brackets. */
    private static boolean isAddress(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.indexOf(':') >= 0;
        String address = bracketed ? host.substring(1, host.length() - 1) : host;
        return bracketed == (address.indexOf(':') >= 0)
                && IpLiteral.bytesOf(address).isPresent();
    }
}
