package io.quorate.cluster.wire;

import io.quorate.core.model.text.Expect;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What the members of a cluster know and others do not; or nothing, then messages are believed unsealed. */
public final class ClusterSecret {
    /** No secret. */
    public static final ClusterSecret NONE = new ClusterSecret(new byte[0]);

    static final int SEAL_BYTES = 32;
    private static final int FEWEST_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] key;

    private ClusterSecret(byte[] key) {
        this.key = key;
    }

    /**
     * The secret in a text, such as a file's content; white space around it does not count.
     *
     * @throws IllegalArgumentException if it is shorter than 16 bytes
     */
    public static ClusterSecret of(String text) {
        byte[] key = text.strip().getBytes(StandardCharsets.UTF_8);
        Expect.that(key.length >= FEWEST_BYTES, "cluster secret", key.length + " bytes", "at least " + FEWEST_BYTES);
        return new ClusterSecret(key);
    }

    boolean isNone() {
        return key.length == 0;
    }

    /** A new HMAC-SHA256 (RFC 2104) with this key; not to be shared between threads. */
    Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is in every Java", e);
        }
    }

    @Override
    public String toString() {
        return isNone() ? "none" : "***";
    }
}
