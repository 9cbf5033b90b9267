package io.quorate.core.model.pem;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/** The few bytes of ASN.1 that make a PKCS#8 key (RFC 5208) of the two older forms. */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xA0;

    private static final byte[] VERSION_0 = bytes("020100");
    /** 1.2.840.113549.1.1.1 and no parameters (RFC 8017). */
    private static final byte[] RSA = bytes("06092a864886f70d0101010500");
    /** 1.2.840.10045.2.1 (RFC 5480). */
    private static final byte[] EC = bytes("06072a8648ce3d0201");

    private Der() {}

    /** Of a PKCS#1 key. */
    static byte[] pkcs8OfRsa(byte[] key) {
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, RSA), element(OCTETS, key));
    }

    /** Of a SEC1 key. */
    static byte[] pkcs8OfEc(byte[] curve, byte[] key) {
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, EC, curve), element(OCTETS, key));
    }

    /** The curve's id, whole, that a SEC1 key names (RFC 5915); empty if it names none. */
    static Optional<byte[]> curveOf(byte[] key) {
        ByteBuffer outer = ByteBuffer.wrap(key);
        return enter(outer, SEQUENCE)
                .filter(inner -> enter(inner, INTEGER).isPresent()
                        && enter(inner, OCTETS).isPresent())
                .flatMap(inner -> enter(inner, PARAMETERS))
                .filter(parameters -> parameters.hasRemaining() && parameters.get(parameters.position()) == OBJECT_ID)
                .map(parameters -> {
                    byte[] curve = new byte[parameters.remaining()];
                    parameters.get(curve);
                    return curve;
                });
    }

    /** What is in the element that begins here, the buffer being left behind it; empty if it is another or cut off. */
    private static Optional<ByteBuffer> enter(ByteBuffer buffer, int tag) {
        if (buffer.remaining() < 2 || (buffer.get() & 0xFF) != tag) {
            return Optional.empty();
        }
        int length = buffer.get() & 0xFF;
        if (length == 0x81 && buffer.hasRemaining()) {
            length = buffer.get() & 0xFF;
        } else if (length == 0x82 && buffer.remaining() >= 2) {
            length = buffer.getShort() & 0xFFFF;
        } else if (length >= 0x80) {
            return Optional.empty();
        }
        if (length > buffer.remaining()) {
            return Optional.empty();
        }
        ByteBuffer content = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        return Optional.of(content);
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length >= 0x80) {
            int octets = length > 0xFFFF ? 3 : length > 0xFF ? 2 : 1;
            out.write(0x80 | octets);
            for (int shift = 8 * (octets - 1); shift > 0; shift -= 8) {
                out.write(length >> shift);
            }
        }
        out.write(length);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
