package io.quorate.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** HAProxy in tcp mode, which knows of the members behind it what their {@code /readyz} says. */
final class Balancer implements AutoCloseable {
    private final int port;
    private final Process process;

    private Balancer(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /** Starts one in front of a cluster and waits until it passes connections on. */
    static Balancer start(Path directory, Cluster cluster) throws IOException {
        int port = Ports.free();
        StringBuilder servers = new StringBuilder();
        for (int i = 0; i < cluster.members().size(); i++) {
            int adminPort = cluster.member(i).seat().adminPort();
            servers.append("  server s%d %s check port %d\n".formatted(i, cluster.web(i), adminPort));
        }
        Path conf = Files.writeString(directory.resolve("haproxy.cfg"), """
                defaults
                  mode tcp
                  timeout connect 2s
                  timeout client 60s
                  timeout server 60s
                  retries 3
                  option redispatch 1
                listen web
                  bind 127.0.0.1:%d
                  balance roundrobin
                  option httpchk GET /readyz
                  default-server inter 200ms fall 1 rise 1
                %s""".formatted(port, servers));
        Process process = new ProcessBuilder(List.of("haproxy", "-db", "-f", conf.toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("haproxy.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(10)).until(() -> Ports.accepts(port));
        return new Balancer(port, process);
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
