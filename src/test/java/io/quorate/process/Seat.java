package io.quorate.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All that stays the same when a member is started again.
 *
 * @param clusterPort 0 for a member on its own
 * @param peers where the members of its cluster meet, {@code host:port}; empty if the file says how they find each other
 * @param clusterFile Hazelcast's configuration
 */
record Seat(String name, Space space, int adminPort, int clusterPort, Path conf, List<String> peers, Path clusterFile) {
    /** The one that is shipped. */
    static final Path CLUSTER_FILE = Path.of("cluster.xml");

    /** What the event bus adds to the cluster port. */
    private static final int BUS = 100;

    Seat {
        peers = List.copyOf(peers);
    }

    /** A seat for a member that finds the others as the shipped file says. */
    Seat(String name, Space space, int adminPort, int clusterPort, Path conf, List<String> peers) {
        this(name, space, adminPort, clusterPort, conf, peers, CLUSTER_FILE);
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
        if (clusterPort > 0) {
            arguments.addAll(List.of("--cluster", clusterFile.toString(), "--cluster-host", space.host()));
            arguments.addAll(List.of("--cluster-port", Integer.toString(clusterPort)));
        }
        if (!peers.isEmpty()) {
            arguments.addAll(List.of("--cluster-members", String.join(",", peers)));
        }
        return arguments;
    }
}
