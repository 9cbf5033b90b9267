package io.quorate.cli;

import io.quorate.cluster.BusTls;
import io.quorate.cluster.ClusterOptions;
import io.quorate.cluster.wire.ClusterSecret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the demo, for as long as it runs, and the ports in them. */
final class DemoFiles {
    private static final Logger LOG = LoggerFactory.getLogger(DemoFiles.class);
    private static final String HOST = "127.0.0.1";

    private final Path directory;
    private final Path conf;

    private DemoFiles(Path directory) throws IOException {
        this.directory = directory;
        this.conf = Files.createDirectory(directory.resolve("conf"));
    }

    static DemoFiles create(DemoBackends backends) throws IOException {
        DemoFiles files = new DemoFiles(Files.createTempDirectory("quorate-demo"));
        Files.writeString(files.config(), config(backends));
        // Under a name of its own it joins no cluster that may be here already.
        Files.writeString(files.cluster(), shipped().replace("<cluster-name>quorate<", "<cluster-name>quorate-demo<"));
        return files;
    }

    Path conf() {
        return conf;
    }

    Path config() {
        return conf.resolve("quorate.yaml");
    }

    ClusterOptions cluster(List<Integer> ports, int own) {
        List<String> members = ports.stream().map(port -> HOST + ":" + port).toList();
        return new ClusterOptions(cluster(), HOST, own, members, ClusterSecret.NONE, BusTls.NONE);
    }

    /** Deletes them, and what an editor may have left beside them. */
    void delete() {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("event=demo_leftover path={}", directory, e);
        }
    }

    /** The wanted port if it is free, else any that is. */
    static int freePort(int wanted) throws IOException {
        return isFree(wanted) ? wanted : anyFree();
    }

    /** The wanted port if it and the event bus's that goes with it are free, else any of that kind. */
    static int freeClusterPort(int wanted) throws IOException {
        int port = wanted;
        while (!(isFree(port) && isFree(port + ClusterOptions.BUS_PORT_OFFSET))) {
            port = anyFree();
        }
        return port;
    }

    private Path cluster() {
        return directory.resolve("cluster.xml");
    }

    private static int anyFree() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static String shipped() throws IOException {
        try (InputStream stream = DemoFiles.class.getResourceAsStream("/cluster.xml")) {
            if (stream == null) {
                throw new IllegalStateException("cluster.xml is missing from the build");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The same for all members but for the ports. */
    private static String config(DemoBackends backends) {
        String endpoints = IntStream.range(0, backends.size())
                .mapToObj(index -> "      - { address: \"127.0.0.1:%d\" } # %s%n"
                        .formatted(backends.port(index), backends.name(index)))
                .collect(Collectors.joining());
        return """
                listeners:
                  - name: web
                    address: 127.0.0.1:${env:WEB_PORT}
                    reportView: true
                routes:
                  - name: all
                    upstream: colours
                upstreams:
                  - name: colours
                    endpoints:
                %s    check: { type: http, path: /, interval: 1s }
                admin: { address: "127.0.0.1:${env:ADMIN_PORT}" }
                """.formatted(endpoints);
    }
}
