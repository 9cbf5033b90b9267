package io.quorate.core.routing;

import io.quorate.core.model.route.Rewrite;
import io.quorate.core.model.text.Expect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A request target in origin-form, made safe to match and to forward: routes are matched on, and endpoints receive, one
 * and the same path.
 *
 * <p>Normalised as RFC 3986 section 6.2.2 allows without changing the meaning: percent-encoded unreserved characters
 * are decoded, other escapes get upper-case digits, dot segments are removed. Refused, because two servers might read
 * it differently: bytes outside 0x21 to 0x7E, a fragment, a backslash, a broken or NUL escape, dot segments that leave
 * the root, and dot segments or a NUL in disguise ({@link Disguise}: behind an escaped slash, escaped twice, overlong,
 * with a parameter as in {@code /..;/}). Doubled slashes, {@code %2F} and parameters stay, so that a route for
 * {@code /admin} takes neither {@code //admin} nor {@code /admin;x}: endpoints that read these as {@code /admin} have
 * to guard it themselves. The query is checked for its bytes only.
 *
 * @param path starts with a slash, but for {@link #SERVER}
 * @param query from the question mark on, which is included; empty if there is none
 */
public record RequestTarget(String path, String query) {
    /** The asterisk-form of {@code OPTIONS *} (RFC 9112 section 3.2.4): the server as a whole. */
    public static final RequestTarget SERVER = new RequestTarget("*", "");

    public RequestTarget {
        boolean known = path.startsWith("/") || (path.equals("*") && query.isEmpty());
        Expect.that(known, "path", path, "a path that starts with /");
        Expect.that(query.isEmpty() || query.startsWith("?"), "query", query, "empty, or a question mark first");
    }

    /** Reads a target; empty if it must be refused. */
    public static Optional<RequestTarget> parse(String target) {
        if (!target.startsWith("/") || !printable(target)) {
            return Optional.empty();
        }
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question);
        if (path.contains("\\")) {
            return Optional.empty();
        }
        return normalise(path).map(normal -> new RequestTarget(normal, query));
    }

    /**
     * The target that an endpoint sees; empty if the request must be refused. What is taken off and put before are whole
     * segments, so that what is left is as safe as the path was, but for one thing: {@code //evil} after {@code /api} was
     * taken off {@code /api//evil}. With one slash it would be a path that the routes did not see, with two some would
     * take it for a host.
     */
    public Optional<RequestTarget> rewritten(Rewrite rewrite) {
        if (rewrite.equals(Rewrite.NONE) || !path.startsWith("/")) {
            return Optional.of(this);
        }
        String rest = begins(rewrite.strip()) ? path.substring(rewrite.strip().length()) : path;
        String joined = rewrite.add() + rest;
        if (joined.startsWith("//") && !path.startsWith("//")) {
            return Optional.empty();
        }
        return Optional.of(new RequestTarget(joined.isEmpty() ? "/" : joined, query));
    }

    @Override
    public String toString() {
        return path + query;
    }

    /** Whether the path is the prefix or goes on with a slash after it. */
    private boolean begins(String prefix) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    private static boolean printable(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= 0x20 || c >= 0x7F || c == '#') {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> normalise(String path) {
        // Nothing to decode, and no segment that could be dots: the common case, which costs no copy.
        if (!path.contains("%") && !path.contains("/.")) {
            return Optional.of(path);
        }
        return decodeUnreserved(path).flatMap(RequestTarget::removeDotSegments);
    }

    private static Optional<String> decodeUnreserved(String path) {
        StringBuilder decoded = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                decoded.append(c);
                continue;
            }
            int value = escaped(path, i);
            if (value < 0) {
                return Optional.empty();
            }
            if (unreserved(value)) {
                decoded.append((char) value);
            } else {
                decoded.append('%').append(hexDigit(value >> 4)).append(hexDigit(value & 0xF));
            }
            i += 2;
        }
        return Optional.of(decoded.toString());
    }

    /** The value of the escape at that place; -1 if there is none. */
    private static int escaped(String path, int at) {
        if (at + 2 >= path.length()) {
            return -1;
        }
        int high = Character.digit(path.charAt(at + 1), 16);
        int low = Character.digit(path.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** RFC 3986 section 5.2.4, on whole segments. */
    private static Optional<String> removeDotSegments(String path) {
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            boolean last = i == segments.length - 1;
            if (Disguise.hidesDotsOrNul(segment) || (segment.equals("..") && kept.isEmpty())) {
                return Optional.empty();
            }
            if (segment.equals("..")) {
                kept.removeLast();
            } else if (!segment.equals(".")) {
                kept.addLast(segment);
            }
            if (last && (segment.equals(".") || segment.equals(".."))) {
                kept.addLast("");
            }
        }
        return Optional.of("/" + String.join("/", kept));
    }

    private static boolean unreserved(int value) {
        return (value >= 'a' && value <= 'z')
                || (value >= 'A' && value <= 'Z')
                || (value >= '0' && value <= '9')
                || value == '-'
                || value == '.'
                || value == '_'
                || value == '~';
    }

    private static char hexDigit(int value) {
        return Character.toUpperCase(Character.forDigit(value, 16));
    }
}
