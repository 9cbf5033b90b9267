package io.quorate.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port on which connections hang: it listens, nobody accepts, and its queue is full. */
final class FullBacklog implements AutoCloseable {
    private static final int MOST = 16;
    private static final int PATIENCE_MILLIS = 200;

    private final ServerSocket server;
    private final List<Socket> queued = new ArrayList<>();

    FullBacklog() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        for (int i = 0; i < MOST; i++) {
            Socket socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(new InetSocketAddress(server.getInetAddress(), port()), PATIENCE_MILLIS);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many connections fill it. */
    int queued() {
        return (int) queued.stream().filter(Socket::isConnected).count();
    }

    /** Takes what is queued, and what comes then. */
    RawBackend accepting(RawBackend.Script script) {
        return RawBackend.on(server, script);
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : queued) {
            socket.close();
        }
        server.close();
    }
}
