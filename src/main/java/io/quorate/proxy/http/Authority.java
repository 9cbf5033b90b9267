package io.quorate.proxy.http;

import java.util.Locale;
import java.util.Optional;

/**
 * Host and optional port as a {@code Host} field carries them (RFC 9112 section 3.2), in the strict form in which no two
 * servers disagree: a name of letters, digits, {@code -._~}, or an IP literal in brackets.
 *
 * @param text as it was received
 * @param host in lower case, without the port and without the dot that may end an absolute name
 */
public record Authority(String text, String host) {
    private static final int MOST_PORT_DIGITS = 5;
    private static final int MOST_PORT = 65_535;

    /** Reads an authority; empty if it must be refused. */
    public static Optional<Authority> parse(String text) {
        int end = text.startsWith("[") ? literalEnd(text) : nameEnd(text);
        if (end <= 0 || text.startsWith(".") || text.contains("..") || !(end == text.length() || isPort(text, end))) {
            return Optional.empty();
        }
        int name = end > 1 && text.charAt(end - 1) == '.' ? end - 1 : end;
        return Optional.of(new Authority(text, text.substring(0, name).toLowerCase(Locale.ROOT)));
    }

    private static int nameEnd(String text) {
        int end = 0;
        while (end < text.length() && isNameCharacter(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int literalEnd(String text) {
        int end = 1;
        while (end < text.length() && isLiteralCharacter(text.charAt(end))) {
            end++;
        }
        return end > 2 && end < text.length() && text.charAt(end) == ']' ? end + 1 : 0;
    }

    private static boolean isPort(String text, int colon) {
        int digits = text.length() - colon - 1;
        if (text.charAt(colon) != ':' || digits < 1 || digits > MOST_PORT_DIGITS) {
            return false;
        }
        int port = 0;
        for (int i = colon + 1; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
            port = port * 10 + text.charAt(i) - '0';
        }
        return port <= MOST_PORT;
    }

    private static boolean isNameCharacter(char c) {
        return isAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
    }

    private static boolean isLiteralCharacter(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
