package io.quorate.probe;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The one field of {@code grpc.health.v1.HealthCheckResponse}, read from the frame that holds the message. */
final class HealthMessage {
    static final int SERVING = 1;
    private static final List<String> NAMES = List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");
    private static final int FRAME_HEAD = 5;
    private static final int STATUS_FIELD = 1;
    private static final int LONGEST_VARINT = 10;

    private HealthMessage() {}

    /** The status, which counts as 0 where it is left out; empty if this is not one whole message. */
    static Optional<Integer> statusIn(byte[] body) {
        ByteBuffer bytes = ByteBuffer.wrap(body);
        if (body.length < FRAME_HEAD || bytes.get() != 0 || bytes.getInt() != bytes.remaining()) {
            return Optional.empty();
        }
        int status = 0;
        while (bytes.hasRemaining()) {
            OptionalLong tag = varint(bytes);
            if (tag.isEmpty() || tag.getAsLong() >>> 3 == 0) {
                return Optional.empty();
            }
            OptionalLong value = skipped(bytes, (int) tag.getAsLong() & 7);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            if (tag.getAsLong() == STATUS_FIELD << 3) {
                status = (int) value.getAsLong();
            }
        }
        return Optional.of(status);
    }

    /** The name of a status. */
    static String named(int status) {
        return status >= 0 && status < NAMES.size() ? NAMES.get(status) : "status " + status;
    }

    /** Reads a field of any type (fields that are not known are to be skipped); its value where that is a number. */
    private static OptionalLong skipped(ByteBuffer bytes, int type) {
        OptionalLong size = switch (type) {
            case 0 -> varint(bytes);
            case 1 -> OptionalLong.of(Long.BYTES);
            case 2 -> varint(bytes);
            case 5 -> OptionalLong.of(Integer.BYTES);
            default -> OptionalLong.empty();
        };
        if (type == 0 || size.isEmpty()) {
            return size;
        }
        if (size.getAsLong() < 0 || size.getAsLong() > bytes.remaining()) {
            return OptionalLong.empty();
        }
        bytes.position(bytes.position() + (int) size.getAsLong());
        return size;
    }

    private static OptionalLong varint(ByteBuffer bytes) {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT && bytes.hasRemaining(); i++) {
            byte next = bytes.get();
            value |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return OptionalLong.of(value);
            }
        }
        return OptionalLong.empty();
    }
}
