package io.quorate.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint that does what a script says, byte by byte, and keeps every byte that it was sent. */
final class RawBackend implements TestEndpoint {
    static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    private final ServerSocket server;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Script script;
    private volatile boolean recovered;

    /** What it does with a connection; the connection is closed when it returns. */
    interface Script {
        void run(Connection connection) throws IOException;
    }

    private RawBackend(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
        Thread acceptor = new Thread(this::accept, "raw-backend");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    static RawBackend running(Script script) throws IOException {
        return on(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()), script);
    }

    /** On a socket that listens already, perhaps one with TLS. */
    static RawBackend on(ServerSocket server, Script script) {
        return new RawBackend(server, script);
    }

    /** Answers every request it can read with the same bytes. */
    static RawBackend answering(String response) throws IOException {
        RawBackend backend = running(connection -> {});
        backend.becomeAnswering(response);
        return backend;
    }

    void become(Script next) {
        recovered = false;
        script = next;
    }

    /** Answers every request with the same bytes, until it recovers. */
    void becomeAnswering(String response) {
        become(connection -> {
            while (connection.readRequest()) {
                connection.send(recovered ? OK : response);
            }
        });
    }

    @Override
    public void recover() {
        becomeAnswering(OK);
        recovered = true;
    }

    /** Idle connections of HTTP/1.1 are for Vert.x to watch. */
    @Override
    public int timedConnections() {
        return 0;
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    String received() {
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    int requests() {
        return requests.get();
    }

    int connections() {
        return connections.get();
    }

    int openConnections() {
        return open.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread each = new Thread(() -> serve(socket), "raw-backend-connection");
                each.setDaemon(true);
                each.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        connections.incrementAndGet();
        open.incrementAndGet();
        try (socket) {
            script.run(new Connection(socket));
        } catch (IOException gone) {
            // The proxy closed first, which is what some tests are about.
        } finally {
            open.decrementAndGet();
        }
    }

    /** One connection of the proxy. */
    final class Connection {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** Reads a head and its body, if it can; false at the end. */
        boolean readRequest() throws IOException {
            String head = readHead();
            if (head.isEmpty()) {
                return false;
            }
            String lower = head.toLowerCase(Locale.ROOT);
            int length = lower.indexOf("content-length: ");
            if (length >= 0) {
                int end = lower.indexOf('\r', length);
                skip(Integer.parseInt(lower.substring(length + 16, end)));
            } else if (lower.contains("transfer-encoding: chunked")) {
                readChunks();
            }
            return true;
        }

        /** The head with its empty line; empty at the end. */
        String readHead() throws IOException {
            String head = readUntil("\r\n\r\n");
            if (!head.isEmpty()) {
                requests.incrementAndGet();
            }
            return head;
        }

        void skip(int length) throws IOException {
            for (int i = 0; i < length; i++) {
                read();
            }
        }

        /** Takes that many bytes without keeping them. */
        void discard(int length) throws IOException {
            in.skipNBytes(length);
        }

        /** The next byte; -1 at the end. */
        int read() throws IOException {
            int next = in.read();
            if (next >= 0) {
                received.write(next);
            }
            return next;
        }

        void send(String latin1) throws IOException {
            out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** What comes, without keeping it. */
        InputStream in() {
            return in;
        }

        OutputStream out() {
            return out;
        }

        /** Says that it sends no more, and goes on to read. */
        void finish() throws IOException {
            socket.shutdownOutput();
        }

        /** Closes with a reset. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Stays until the proxy closes. */
        void waitForEnd() throws IOException {
            while (read() >= 0) {
                // Whatever comes is kept.
            }
        }

        private void readChunks() throws IOException {
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                skip(size + 2);
            }
            String trailer = readUntil("\r\n");
            while (trailer.length() > 2) {
                trailer = readUntil("\r\n");
            }
        }

        private int chunkSize() throws IOException {
            String line = readUntil("\r\n");
            if (line.isEmpty()) {
                throw new IOException("ended in a chunk");
            }
            return Integer.parseInt(line.trim(), 16);
        }

        private String readUntil(String end) throws IOException {
            StringBuilder text = new StringBuilder();
            while (!(text.length() >= end.length() && text.indexOf(end, text.length() - end.length()) >= 0)) {
                int next = read();
                if (next < 0) {
                    return "";
                }
                text.append((char) next);
            }
            return text.toString();
        }
    }
}
