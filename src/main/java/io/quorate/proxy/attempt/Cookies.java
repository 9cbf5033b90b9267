package io.quorate.proxy.attempt;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/** The cookies that a client sent (RFC 6265 section 4.2): HTTP/2 gives them in several fields. */
final class Cookies {
    private Cookies() {}

    /** The value of the first cookie of that name, in upper and lower case as it stands; empty if there is none. */
    static String find(HttpHeaders fields, String name) {
        if (fields.contains(HttpHeaderNames.COOKIE)) {
            for (String field : fields.getAll(HttpHeaderNames.COOKIE)) {
                int start = start(field, name);
                if (start >= 0) {
                    return value(field, start);
                }
            }
        }
        return "";
    }

    /** Where the value of the first cookie of that name begins in a field; -1 if there is none. */
    private static int start(String field, String name) {
        for (int at = 0; at < field.length(); at = end(field, at) + 1) {
            while (at < field.length() && isSpace(field.charAt(at))) {
                at++;
            }
            int equals = at + name.length();
            if (equals < field.length() && field.charAt(equals) == '=' && field.startsWith(name, at)) {
                return equals + 1;
            }
        }
        return -1;
    }

    private static String value(String field, int start) {
        int end = end(field, start);
        while (end > start && isSpace(field.charAt(end - 1))) {
            end--;
        }
        return field.substring(start, end);
    }

    private static int end(String field, int from) {
        int semicolon = field.indexOf(';', from);
        return semicolon < 0 ? field.length() : semicolon;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
