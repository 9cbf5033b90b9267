package io.quorate.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** The handshake of WebSocket as the two ends send it, and what then goes through. */
final class WebSockets {
    /** RFC 6455 section 1.3. */
    static final String REQUEST = head(
            "GET /chat HTTP/1.1",
            "Host: a",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: chat, superchat",
            "Sec-WebSocket-Version: 13");

    static final String ACCEPTED = head(
            "HTTP/1.1 101 Switching Protocols",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            "Sec-WebSocket-Protocol: chat");

    private WebSockets() {}

    private static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    /** An endpoint that agrees, and does that then. */
    static RawBackend.Script agreeing(RawBackend.Script then) {
        return connection -> {
            if (!connection.readHead().isEmpty()) {
                connection.send(ACCEPTED);
                then.run(connection);
            }
        };
    }

    /** Sends all that comes back, and its end. */
    static void echo(RawBackend.Connection connection) throws IOException {
        connection.in().transferTo(connection.out());
    }

    /** Takes the client's side through the handshake. */
    static RawClient open(RawClient client) throws IOException {
        Reply reply = client.send(REQUEST).read();
        if (reply.status() != 101) {
            throw new IOException("answered " + reply);
        }
        return client;
    }

    /** Sends so many bytes that look like nothing; the result tells them from all others. */
    static long send(OutputStream out, long bytes, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        CRC32 sum = new CRC32();
        byte[] block = new byte[32 << 10];
        for (long left = bytes; left > 0; left -= block.length) {
            random.nextBytes(block);
            int length = (int) Math.min(left, block.length);
            out.write(block, 0, length);
            sum.update(block, 0, length);
        }
        return sum.getValue();
    }

    /** Takes so many bytes, or fewer if no more come. */
    static long receive(InputStream in, long bytes) throws IOException {
        CRC32 sum = new CRC32();
        byte[] block = new byte[32 << 10];
        long left = bytes;
        while (left > 0) {
            int length = in.read(block, 0, (int) Math.min(left, block.length));
            if (length < 0) {
                throw new IOException("ended with " + left + " bytes missing");
            }
            sum.update(block, 0, length);
            left -= length;
        }
        return sum.getValue();
    }
}
