package io.quorate.cluster.wire;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;

/** Ends a message with the HMAC-SHA256 of all bytes before it, where there is a secret. For one thread. */
final class Seal {
    private final Optional<Mac> mac;

    Seal(ClusterSecret secret) {
        mac = secret.isNone() ? Optional.empty() : Optional.of(secret.mac());
    }

    boolean isUsed() {
        return mac.isPresent();
    }

    Buffer seal(Buffer message) {
        mac.ifPresent(used -> message.appendBytes(used.doFinal(message.getBytes())));
        return message;
    }

    /** Whether the message ends with the right seal; takes the same time wherever it is wrong. */
    boolean holds(byte[] message) {
        int end = message.length - ClusterSecret.SEAL_BYTES;
        if (mac.isEmpty() || end < 0) {
            return false;
        }
        mac.get().update(message, 0, end);
        return MessageDigest.isEqual(mac.get().doFinal(), Arrays.copyOfRange(message, end, message.length));
    }
}
