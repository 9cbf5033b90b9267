package io.quorate.process.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** What the server offers; messages are plain bytes, most of them one number. */
final class Methods {
    static final String SERVICE = "quorate.Echo";

    /** Answers with what it was sent. */
    static final MethodDescriptor<byte[], byte[]> UNARY = method("Unary", MethodType.UNARY);
    /** Answers with how many messages came in the order 0, 1, 2 …. */
    static final MethodDescriptor<byte[], byte[]> COUNT = method("Count", MethodType.CLIENT_STREAMING);
    /** Is sent how many messages to answer with, and of what size; each begins with its number. */
    static final MethodDescriptor<byte[], byte[]> PRODUCE = method("Produce", MethodType.SERVER_STREAMING);
    /** Answers each message with itself. */
    static final MethodDescriptor<byte[], byte[]> CHAT = method("Chat", MethodType.BIDI_STREAMING);
    /** Answers with as many messages as it is asked for, and then fails. */
    static final MethodDescriptor<byte[], byte[]> FAIL = method("Fail", MethodType.SERVER_STREAMING);
    /** Never answers. */
    static final MethodDescriptor<byte[], byte[]> SILENT = method("Silent", MethodType.SERVER_STREAMING);

    private Methods() {}

    static byte[] numbers(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    /** The number at that place of a message. */
    static int number(byte[] message, int place) {
        return ByteBuffer.wrap(message).getInt(place * Integer.BYTES);
    }

    /** A message of that size that begins with this number. */
    static byte[] message(int number, int size) {
        return ByteBuffer.allocate(size).putInt(number).array();
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
