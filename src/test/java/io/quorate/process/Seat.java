package io.quorate.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All that stays the same when a member is started again.
 *
 * @param peers where the members of its cluster meet, {@code host:port}; empty for a member on its own
 */
record Seat(String name, Space space, int adminPort, int clusterPort, Path conf, List<String> peers) {
    /** What the event bus adds to the cluster port. */
    private static final int BUS = 100;

    Seat {
        peers = List.copyOf(peers);
    }

    /** A seat for a member on its own on the loopback device. */
    static Seat alone(Path conf) throws IOException {
        return new Seat("a", Space.LOOPBACK, Ports.free(), 0, conf, List.of());
    }

    /** Two ports that are free, as a cluster member needs them; the first is given. */
    static int freeClusterPort() throws IOException {
        int port = Ports.free();
        while (Ports.taken(port + BUS)) {
            port = Ports.free();
        }
        return port;
    }

    String meeting() {
        return space.host() + ":" + clusterPort;
    }

    String admin() {
        return space.host() + ":" + adminPort;
    }

    /** The command line that runs a member here. */
    List<String> arguments() {
        List<String> arguments =
                new ArrayList<>(List.of("run", "--conf", conf.toString(), "--name", name, "--admin", admin()));
        if (!peers.isEmpty()) {
            arguments.addAll(List.of("--cluster", "cluster.xml", "--cluster-host", space.host()));
            arguments.addAll(List.of("--cluster-port", Integer.toString(clusterPort)));
            arguments.addAll(List.of("--cluster-members", String.join(",", peers)));
        }
        return arguments;
    }
}
