package io.quorate.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which fields end at this hop (RFC 9110 section 7.6.1): the known ones, and those that a {@code Connection} field
 * nominates. Fields that carry framing, routing or identity end-to-end cannot be nominated away: whoever could, would
 * choose what the endpoint believes.
 */
public final class HopByHop {
    /** How many options the {@code Connection} fields of one head may have: real ones have few. */
    public static final int MOST_OPTIONS = 32;

    private static final AsciiString[] KNOWN = {
        AsciiString.cached("te"),
        AsciiString.cached("upgrade"),
        AsciiString.cached("trailer"),
        AsciiString.cached("connection"),
        AsciiString.cached("keep-alive"),
        AsciiString.cached("http2-settings"),
        AsciiString.cached("proxy-connection"),
        AsciiString.cached("transfer-encoding"),
        AsciiString.cached("proxy-authenticate"),
        AsciiString.cached("proxy-authorization"),
        AsciiString.cached("proxy-authentication-info"),
    };
    private static final AsciiString[][] BY_LENGTH = byLength();

    private static final Set<String> NEVER_NOMINATED = Set.of(
            "host",
            "content-length",
            "content-type",
            "content-encoding",
            "content-range",
            "transfer-encoding",
            "expect",
            "authorization",
            "cookie",
            "set-cookie",
            "cache-control",
            "location",
            "via",
            "forwarded",
            "x-request-id",
            "x-real-ip");

    private HopByHop() {}

    /** Whether the field is one of those that always end at a hop. */
    public static boolean isKnown(CharSequence name) {
        int length = name.length();
        if (length >= BY_LENGTH.length) {
            return false;
        }
        for (AsciiString known : BY_LENGTH[length]) {
            if (known.contentEqualsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The name as an application may see it that knows fields as variables, as in CGI: there a hyphen and any other sign are
     * one and the same. It is the very name if it has no other sign.
     */
    static CharSequence hyphened(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isPlain(name.charAt(i))) {
                return hyphenedFrom(i, name);
            }
        }
        return name;
    }

    private static String hyphenedFrom(int first, CharSequence name) {
        StringBuilder hyphened = new StringBuilder(name);
        for (int i = first; i < hyphened.length(); i++) {
            if (!isPlain(hyphened.charAt(i))) {
                hyphened.setCharAt(i, '-');
            }
        }
        return hyphened.toString();
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || (c >= '0' && c <= '9');
    }

    /** How many options a value of {@code Connection} lists, the empty ones too. */
    public static int options(CharSequence connectionValue) {
        int options = 1;
        for (int i = 0; i < connectionValue.length(); i++) {
            if (connectionValue.charAt(i) == ',') {
                options++;
            }
        }
        return options;
    }

    /**
     * The fields that the values of {@code Connection} nominate and that may be, in lower case.
     *
     * @throws IllegalArgumentException if there are more than {@link #MOST_OPTIONS} options
     */
    public static Set<String> nominated(List<String> connectionValues) {
        int options = connectionValues.stream().mapToInt(HopByHop::options).sum();
        if (options > MOST_OPTIONS) {
            throw new IllegalArgumentException(
                    "Connection: " + options + " options (expected: at most " + MOST_OPTIONS + ")");
        }
        Set<String> nominated = new HashSet<>();
        for (String value : connectionValues) {
            for (String option : value.split(",", -1)) {
                String name = option.trim().toLowerCase(Locale.ROOT);
                if (mayBeNominated(name)) {
                    nominated.add(name);
                }
            }
        }
        return nominated;
    }

    /** Whether the set of lower-case names holds the name, in any case. */
    public static boolean holds(Set<String> names, CharSequence name) {
        return !names.isEmpty() && names.contains(name.toString().toLowerCase(Locale.ROOT));
    }

    /**
     * Writes a {@code close} that stands among other options of {@code Connection} first and by itself as well, which is
     * the only way in which Vert.x heeds it.
     */
    public static void separateClose(HttpHeaders fields) {
        String first = fields.get(HttpHeaderNames.CONNECTION);
        if (first != null
                && !HttpHeaderValues.CLOSE.contentEqualsIgnoreCase(first)
                && fields.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)) {
            List<String> options = new ArrayList<>(fields.getAll(HttpHeaderNames.CONNECTION));
            options.add(0, "close");
            fields.set(HttpHeaderNames.CONNECTION, options);
        }
    }

    private static boolean mayBeNominated(String name) {
        return !name.isEmpty()
                && !name.equals("close")
                && !isKnown(name)
                && !name.startsWith("x-forwarded-")
                && !NEVER_NOMINATED.contains(name);
    }

    private static AsciiString[][] byLength() {
        int longest = 0;
        for (AsciiString name : KNOWN) {
            longest = Math.max(longest, name.length());
        }
        AsciiString[][] byLength = new AsciiString[longest + 1][];
        for (int length = 0; length <= longest; length++) {
            List<AsciiString> same = new ArrayList<>();
            for (AsciiString name : KNOWN) {
                if (name.length() == length) {
                    same.add(name);
                }
            }
            byLength[length] = same.toArray(AsciiString[]::new);
        }
        return byLength;
    }
}
