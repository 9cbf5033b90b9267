package io.quorate.proxy.log;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Where a line is put together. Whatever a client sends, what comes out is printable ASCII in one line: everything else is
 * escaped, and what is too long is cut. It belongs to one thread, and is used again and again.
 */
final class LineBuffer {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final String CUT = "...";

    private byte[] bytes = new byte[1_024];
    private int length;

    /** Starts the next line. */
    void clear() {
        length = 0;
    }

    /** The line, with its end. */
    byte[] line() {
        put('\n');
        return Arrays.copyOf(bytes, length);
    }

    /** Text of our own, as it is. */
    LineBuffer plain(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            put(ascii.charAt(i));
        }
        return this;
    }

    LineBuffer number(long value) {
        return plain(Long.toString(value));
    }

    /** Milliseconds with three decimals. */
    LineBuffer millis(long nanos) {
        long micros = TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos));
        number(micros / 1_000);
        int rest = (int) (micros % 1_000);
        put('.');
        put((char) ('0' + rest / 100));
        put((char) ('0' + rest / 10 % 10));
        put((char) ('0' + rest % 10));
        return this;
    }

    /** A string of JSON, of at most so many characters. */
    LineBuffer json(String text, int most) {
        put('"');
        for (int i = 0; i < text.length() && i < most; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                put('\\');
                put(c);
            } else if (isPrintable(c)) {
                put(c);
            } else {
                escape('u', c, 4);
            }
        }
        endCut(text, most);
        put('"');
        return this;
    }

    /** What stands between quotes in the logs of web servers, of at most so many characters; a dash for nothing. */
    LineBuffer quoted(String text, int most) {
        put('"');
        if (text.isEmpty()) {
            put('-');
        }
        escaped(text, most);
        put('"');
        return this;
    }

    /** The same without quotes, and nothing for nothing. */
    LineBuffer escaped(String text, int most) {
        for (int i = 0; i < text.length() && i < most; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                put('\\');
                put(c);
            } else if (isPrintable(c)) {
                put(c);
            } else if (c <= 0xFF) {
                escape('x', c, 2);
            } else {
                escape('u', c, 4);
            }
        }
        return endCut(text, most);
    }

    private LineBuffer endCut(String text, int most) {
        return text.length() > most ? plain(CUT) : this;
    }

    private void escape(char kind, char c, int digits) {
        put('\\');
        put(kind);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            put((char) HEX[c >> shift & 0xF]);
        }
    }

    private static boolean isPrintable(char c) {
        return c >= ' ' && c <= '~';
    }

    private void put(char ascii) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) ascii;
    }
}
