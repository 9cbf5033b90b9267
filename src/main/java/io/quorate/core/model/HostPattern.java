package io.quorate.core.model;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host that a route answers for: a name, or {@code *.} and a name, which stands for every name below it (not for the
 * name itself).
 *
 * @param name in lower case, without the {@code *.}
 */
public record HostPattern(String name, boolean wildcard) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?|\\[[0-9a-f:.]+]");

    public HostPattern {
        Expect.that(NAME.matcher(name).matches(), "host", name, "a host name without a port, or *. and a host name");
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
}
