package io.quorate.cluster.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads what {@link WireWriter} wrote, and trusts no length. */
final class WireReader {
    private final ByteBuffer bytes;

    WireReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    int octet() throws GarbledException {
        try {
            return bytes.get() & 0xFF;
        } catch (BufferUnderflowException e) {
            throw cutOff();
        }
    }

    boolean flag() throws GarbledException {
        int value = octet();
        if (value > 1) {
            throw new GarbledException("flag");
        }
        return value == 1;
    }

    int number() throws GarbledException {
        try {
            return bytes.getInt();
        } catch (BufferUnderflowException e) {
            throw cutOff();
        }
    }

    long wide() throws GarbledException {
        try {
            return bytes.getLong();
        } catch (BufferUnderflowException e) {
            throw cutOff();
        }
    }

    String text() throws GarbledException {
        int length = octet() << Byte.SIZE | octet();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(slice(length)).toString();
        } catch (CharacterCodingException e) {
            throw new GarbledException("text");
        }
    }

    WireReader block() throws GarbledException {
        return new WireReader(slice(number()));
    }

    /** How many items follow, if so many can be in what is left. */
    int count(int smallestItem) throws GarbledException {
        int count = number();
        if (count < 0 || count > bytes.remaining() / smallestItem) {
            throw cutOff();
        }
        return count;
    }

    int remaining() {
        return bytes.remaining();
    }

    private ByteBuffer slice(int length) throws GarbledException {
        if (length < 0 || length > bytes.remaining()) {
            throw cutOff();
        }
        ByteBuffer slice = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return slice;
    }

    private static GarbledException cutOff() {
        return new GarbledException("cut off");
    }
}
