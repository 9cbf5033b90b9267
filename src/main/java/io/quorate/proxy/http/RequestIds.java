package io.quorate.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Makes the ids of requests: 128 random bits as 32 hexadecimal digits. It belongs to one thread. */
public final class RequestIds {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 32;
    private static final int LONGEST_KEPT = 128;

    private final SplittableRandom random;
    private final byte[] scratch = new byte[LENGTH];

    public RequestIds(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A new id. */
    public String next() {
        write(random.nextLong(), 0);
        write(random.nextLong(), LENGTH / 2);
        return new String(scratch, StandardCharsets.ISO_8859_1);
    }

    /** Whether an id that somebody else made can be kept: not empty, not long, visible ASCII only. */
    public static boolean isSane(String id) {
        if (id.isEmpty() || id.length() > LONGEST_KEPT) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) <= 0x20 || id.charAt(i) >= 0x7F) {
                return false;
            }
        }
        return true;
    }

    private void write(long bits, int offset) {
        for (int i = 0; i < LENGTH / 2; i++) {
            scratch[offset + i] = DIGITS[(int) (bits >>> (i * 4)) & 0xF];
        }
    }
}
