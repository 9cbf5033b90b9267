package io.quorate.core.model.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short stable names for long texts: the first 64 bits of their SHA-256, as 16 hexadecimal digits. */
public final class Fingerprint {
    private Fingerprint() {}

    /** Puts texts into one, each with its length before it, so that different lists never give the same text. */
    public static String join(Object... parts) {
        StringBuilder joined = new StringBuilder();
        for (Object part : parts) {
            String text = String.valueOf(part);
            joined.append(text.length()).append(':').append(text).append(',');
        }
        return joined.toString();
    }

    /** The name of a text. */
    public static String of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
