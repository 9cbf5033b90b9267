package io.quorate.probe;

import io.quorate.core.model.net.EndpointAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Accepts each connection, waits for its first byte and sends RST. */
final class ResettingServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    ResettingServer() throws IOException {
        Thread thread = new Thread(this::serve, "resetting-server");
        thread.setDaemon(true);
        thread.start();
    }

    EndpointAddress address() {
        return new EndpointAddress(server.getInetAddress().getHostAddress(), server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setSoLinger(true, 0);
                int first = socket.getInputStream().read();
                assert first > 0;
            } catch (IOException e) {
                // Closed: the test is over.
                return;
            }
        }
    }
}
