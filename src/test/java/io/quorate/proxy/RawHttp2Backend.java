package io.quorate.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint that speaks HTTP/2, each connection as a script says, frame by frame. */
final class RawHttp2Backend implements TestEndpoint {
    private final ServerSocket server;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final Set<RawHttp2> running = ConcurrentHashMap.newKeySet();
    private final List<Http2Message> requests = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private volatile Script script;
    private volatile boolean recovered;

    /** What it does with a connection of which nothing has been read; it is closed when it returns. */
    interface Script {
        void run(RawHttp2 connection) throws IOException;
    }

    /** What it does with a request that has come in full. */
    interface Answering {
        void answer(RawHttp2 connection, int stream) throws IOException;
    }

    private RawHttp2Backend(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
        Thread acceptor = new Thread(this::accept, "raw-http2-backend");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    static RawHttp2Backend running(Script script) throws IOException {
        return on(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()), script);
    }

    /** On a socket that listens already, perhaps one with TLS. */
    static RawHttp2Backend on(ServerSocket server, Script script) {
        return new RawHttp2Backend(server, script);
    }

    /** Answers each request when it has come in full. */
    static RawHttp2Backend answering(Answering answering) throws IOException {
        RawHttp2Backend backend = running(connection -> {});
        backend.become(connection -> {
            greet(connection);
            backend.serve(connection, answering);
        });
        return backend;
    }

    static RawHttp2Backend ok() throws IOException {
        return answering(RawHttp2Backend::ok);
    }

    static void ok(RawHttp2 connection, int stream) throws IOException {
        connection
                .headers(stream, false, ":status", "200", "content-length", "2")
                .data(stream, true, "ok");
    }

    /** Takes the preface and says what it takes itself. */
    static void greet(RawHttp2 connection, int... settings) throws IOException {
        connection.readPreface();
        connection.settings(settings);
    }

    /** Answers what comes, each request when it has come in full, until the proxy closes. */
    void serve(RawHttp2 connection, Answering answering) throws IOException {
        int answered = 0;
        do {
            List<Integer> streams = connection.streams();
            while (answered < streams.size() && connection.isOver(streams.get(answered))) {
                int stream = streams.get(answered++);
                requests.add(connection.soFar(stream));
                if (recovered) {
                    ok(connection, stream);
                } else {
                    answering.answer(connection, stream);
                }
            }
        } while (connection.read());
    }

    void become(Script next) {
        recovered = false;
        script = next;
    }

    /** On connections that it has, too. */
    @Override
    public void recover() {
        become(connection -> {
            greet(connection);
            serve(connection, RawHttp2Backend::ok);
        });
        recovered = true;
    }

    /** Each has its time to be idle, once it has begun. */
    @Override
    public int timedConnections() {
        return (int) running.stream().filter(RawHttp2::hasGreeted).count();
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    /** So many connections there have been. */
    int connections() {
        return connections.get();
    }

    int openConnections() {
        return open.get();
    }

    /** Those that were answered. */
    List<Http2Message> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (!failures.isEmpty()) {
            throw new IllegalStateException("script of the endpoint", failures.get(0));
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                Thread each = new Thread(() -> run(socket), "raw-http2-backend-connection");
                each.setDaemon(true);
                each.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void run(Socket socket) {
        open.incrementAndGet();
        RawHttp2 connection = null;
        try (socket) {
            connection = new RawHttp2(socket);
            running.add(connection);
            script.run(connection);
        } catch (IOException gone) {
            // The proxy closed first, which is what some tests are about.
        } catch (RuntimeException | AssertionError defect) {
            failures.add(defect);
        } finally {
            if (connection != null) {
                running.remove(connection);
            }
            open.decrementAndGet();
        }
    }
}
