package io.quorate.proxy;

import java.util.HashMap;
import java.util.Map;

/** How many bytes of data a peer in HTTP/2 allows to send. */
final class Windows {
    private static final int DEFAULT = 65_535;

    private final Map<Integer, Integer> changes = new HashMap<>();
    private int initial = DEFAULT;

    /** Of the stream, and of the connection. */
    int of(int stream) {
        return Math.min(initial + changes.getOrDefault(stream, 0), ofConnection());
    }

    int ofConnection() {
        return DEFAULT + changes.getOrDefault(0, 0);
    }

    void initial(int window) {
        initial = window;
    }

    void give(int stream, int bytes) {
        changes.merge(stream, bytes, Integer::sum);
    }

    void use(int stream, int bytes) {
        give(stream, -bytes);
        give(0, -bytes);
    }
}
