package io.quorate.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Field sections as bytes that any decoder of HPACK takes: each name and value as it is, nothing indexed. */
final class Literals {
    private static final int PADDED = 8;
    private static final int PRIORITY = 0x20;

    private Literals() {}

    static byte[] encode(String... namesAndValues) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            bytes.write(0);
            string(namesAndValues[i], bytes);
            string(namesAndValues[i + 1], bytes);
        }
        return bytes.toByteArray();
    }

    /** The header block in the payload of a HEADERS frame. */
    static byte[] unpadded(int flags, byte[] payload) {
        int from = (flags & PADDED) != 0 ? 1 : 0;
        int to = payload.length - ((flags & PADDED) != 0 ? payload[0] & 0xFF : 0);
        return Arrays.copyOfRange(payload, from + ((flags & PRIORITY) != 0 ? 5 : 0), to);
    }

    private static void string(String text, ByteArrayOutputStream bytes) {
        byte[] latin1 = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = latin1.length;
        if (length < 127) {
            bytes.write(length);
        } else {
            bytes.write(127);
            for (length -= 127; length >= 128; length >>= 7) {
                bytes.write((length & 0x7F) | 0x80);
            }
            bytes.write(length);
        }
        bytes.writeBytes(latin1);
    }
}
