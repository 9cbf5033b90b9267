package io.quorate.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on the loopback address. */
final class Ports {
    private static final InetAddress LOOPBACK = loopback();
    // Below those that the system gives to connections: one of them could hold a port while its owner is started again.
    private static final int FIRST = 10_000;
    private static final int LAST = 32_000;

    private Ports() {}

    /** A port that nothing listens on now. */
    static int free() throws IOException {
        for (int i = 0; i < 1000; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (!taken(port)) {
                return port;
            }
        }
        throw new IOException("no free port");
    }

    /** Whether something listens there now. */
    static boolean taken(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(at(port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** That port on the loopback address. */
    static InetSocketAddress at(int port) {
        return new InetSocketAddress(LOOPBACK, port);
    }

    /** Whether something takes connections there. */
    static boolean accepts(int port) {
        return accepts(at(port));
    }

    /** Whether something takes connections there. */
    static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
