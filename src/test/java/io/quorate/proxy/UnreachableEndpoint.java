package io.quorate.proxy;

import io.quorate.core.model.transport.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** An endpoint that nothing can be asked of until it recovers, at a port that is its own all the time. */
final class UnreachableEndpoint implements TestEndpoint {
    private static final int MOST_QUEUED = 16;
    private static final int PATIENCE_MILLIS = 100;

    private final Protocol protocol;
    private final List<Socket> held = new ArrayList<>();
    private final int port;
    private @Nullable ServerSocket server;
    private @Nullable TestEndpoint recovered;
    private IntSupplier open = () -> 0;
    private int queued;

    private UnreachableEndpoint(Protocol protocol, @Nullable ServerSocket server, int port) {
        this.protocol = protocol;
        this.server = server;
        this.port = port;
    }

    /** Refuses connections: its port is taken, and nobody listens. */
    static UnreachableEndpoint refusing(Protocol protocol) throws IOException {
        Socket taken = new Socket();
        taken.setReuseAddress(true);
        taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        UnreachableEndpoint endpoint = new UnreachableEndpoint(protocol, null, taken.getLocalPort());
        endpoint.held.add(taken);
        return endpoint;
    }

    /** Lets connections hang, as if every SYN were dropped: its backlog is full. */
    static UnreachableEndpoint hanging(Protocol protocol) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        UnreachableEndpoint endpoint = new UnreachableEndpoint(protocol, server, server.getLocalPort());
        for (int i = 0; i < MOST_QUEUED; i++) {
            Socket socket = new Socket();
            endpoint.held.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), PATIENCE_MILLIS);
                endpoint.queued++;
            } catch (SocketTimeoutException full) {
                break;
            }
        }
        return endpoint;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void recover() {
        if (recovered != null) {
            return;
        }
        try {
            ServerSocket listening = listening();
            letGo();
            IntSupplier accepted;
            TestEndpoint good;
            if (protocol == Protocol.HTTP2) {
                RawHttp2Backend backend = RawHttp2Backend.on(listening, connection -> {});
                accepted = backend::connections;
                open = backend::openConnections;
                good = backend;
            } else {
                RawBackend backend = RawBackend.on(listening, connection -> {});
                accepted = backend::connections;
                open = backend::openConnections;
                good = backend;
            }
            good.recover();
            recovered = good;
            // What comes before its backlog is empty may still be dropped.
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(2))
                    .pollDelay(Duration.ZERO)
                    .until(() -> accepted.getAsInt() >= queued);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    int openConnections() {
        return open.getAsInt();
    }

    @Override
    public int timedConnections() {
        return recovered == null ? 0 : recovered.timedConnections();
    }

    @Override
    public void close() throws IOException {
        letGo();
        if (server != null) {
            server.close();
        }
    }

    private ServerSocket listening() throws IOException {
        ServerSocket listening = server;
        if (listening == null) {
            listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            server = listening;
        }
        return listening;
    }

    private void letGo() throws IOException {
        for (Socket each : held) {
            each.close();
        }
        held.clear();
    }
}
