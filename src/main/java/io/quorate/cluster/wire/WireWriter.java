package io.quorate.cluster.wire;

import io.quorate.core.model.text.Expect;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** Appends fields, big-endian, to a buffer. */
final class WireWriter {
    static final int LONGEST_TEXT = 0xFFFF;

    private final Buffer buffer = Buffer.buffer();

    WireWriter octet(int value) {
        buffer.appendByte((byte) value);
        return this;
    }

    WireWriter flag(boolean value) {
        return octet(value ? 1 : 0);
    }

    WireWriter number(int value) {
        buffer.appendInt(value);
        return this;
    }

    WireWriter wide(long value) {
        buffer.appendLong(value);
        return this;
    }

    /** UTF-8 behind its length in 16 bits. */
    WireWriter text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        Expect.that(bytes.length <= LONGEST_TEXT, "text", bytes.length + " bytes", "at most " + LONGEST_TEXT);
        buffer.appendUnsignedShort(bytes.length).appendBytes(bytes);
        return this;
    }

    /** What another writer holds, behind its length in 32 bits. */
    WireWriter block(WireWriter content) {
        buffer.appendInt(content.buffer.length()).appendBuffer(content.buffer);
        return this;
    }

    Buffer buffer() {
        return buffer;
    }
}
