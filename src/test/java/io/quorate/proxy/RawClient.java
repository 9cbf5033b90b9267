package io.quorate.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A client that sends any bytes and reads what comes, by the rules of HTTP/1.1 and no kinder. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RawClient to(int port) throws IOException {
        return to(port, 0);
    }

    /** With a receive buffer of that size, for a client that reads slowly. */
    static RawClient to(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return over(socket);
    }

    /** Over a connection that there is, perhaps one with TLS. */
    static RawClient over(Socket socket) throws IOException {
        socket.setSoTimeout(8_000);
        socket.setTcpNoDelay(true);
        return new RawClient(socket);
    }

    RawClient send(String latin1) throws IOException {
        socket.getOutputStream().write(latin1.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends as much of it as the peer takes. */
    RawClient sendIfTaken(String latin1) throws IOException {
        try {
            return send(latin1);
        } catch (SocketException closed) {
            return this;
        }
    }

    InputStream in() {
        return in;
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** As many bytes as that, as text. */
    String read(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** Says that it sends no more, and goes on to read. */
    RawClient finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    Reply get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").read();
    }

    /** Reads one response to a request that was not HEAD. */
    Reply read() throws IOException {
        return read(false);
    }

    Reply read(boolean headOnly) throws IOException {
        String line = line();
        if (!line.startsWith("HTTP/1.")) {
            return Reply.NONE;
        }
        int status = Integer.parseInt(line.substring(9, 12));
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String each = line(); !each.isEmpty(); each = line()) {
            int colon = each.indexOf(':');
            fields.computeIfAbsent(each.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(each.substring(colon + 1).trim());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean none = headOnly || status < 200 || status == 204 || status == 304;
        boolean whole = none || readBody(fields, body);
        return new Reply(status, fields, body.toString(StandardCharsets.ISO_8859_1), whole);
    }

    /** Whether nothing more comes and the connection is closed, whichever way. */
    boolean isClosed() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Leaves, in the middle of whatever goes on. */
    void leave() throws IOException {
        socket.close();
    }

    /** Leaves with a reset, which overtakes what was sent before. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private boolean readBody(Map<String, List<String>> fields, ByteArrayOutputStream body) throws IOException {
        if (fields.containsKey("transfer-encoding")) {
            return readChunks(fields, body);
        }
        if (fields.containsKey("content-length")) {
            return copy(Integer.parseInt(fields.get("content-length").get(0)), body);
        }
        copy(Integer.MAX_VALUE, body);
        return true;
    }

    private boolean readChunks(Map<String, List<String>> fields, ByteArrayOutputStream body) throws IOException {
        while (true) {
            String size = line();
            if (size.isEmpty()) {
                return false;
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
                    fields.computeIfAbsent("trailer:" + trailer, name -> new ArrayList<>());
                }
                return true;
            }
            if (!copy(length, body)) {
                return false;
            }
            line();
        }
    }

    private boolean copy(int length, ByteArrayOutputStream body) throws IOException {
        try {
            for (int i = 0; i < length; i++) {
                int next = in.read();
                if (next < 0) {
                    return false;
                }
                body.write(next);
            }
            return true;
        } catch (SocketException reset) {
            return false;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        try {
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                line.append((char) next);
            }
        } catch (SocketException reset) {
            return line.toString();
        }
        return line.toString().strip();
    }
}
