package io.quorate.cli;

import io.quorate.app.Settings;
import io.quorate.app.health.Links;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what happens: a member, three sample backends, and one of them that leaves and returns. */
@Command(
        name = "demo",
        description = "Run a member and three sample backends, one of which leaves and returns.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int PROXY_PORT = 8080;
    private static final int ADMIN_PORT = 9090;
    private static final long STEP_MILLIS = 8_000;

    private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Vertx vertx = Vertx.vertx();
        DemoBackends backends = new DemoBackends(vertx);
        backends.startAll().await();
        int proxyPort = freePort(PROXY_PORT);
        int adminPort = freePort(ADMIN_PORT);
        Path conf = Files.createTempDirectory("quorate-demo");
        Path file = conf.resolve("quorate.yaml");
        Files.writeString(file, config(proxyPort, adminPort, backends));
        PrintWriter out = spec.commandLine().getOut();
        Settings settings = new Settings(conf, "demo", "", Links.ALONE);
        Runnable running = () -> {
            tell(out, introduction(proxyPort, adminPort, file));
            step(vertx, backends, out, 0);
        };
        int status = Foreground.run(settings, spec.commandLine().getErr(), running, () -> delete(file, conf));
        vertx.close().await();
        return status;
    }

    private static void delete(Path... paths) {
        for (Path path : paths) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                LOG.warn("event=demo_leftover path={}", path, e);
            }
        }
    }

    /** Stops and starts one backend after the other, for ever. */
    private static void step(Vertx vertx, DemoBackends backends, PrintWriter out, int index) {
        vertx.setTimer(STEP_MILLIS, stop -> {
            tell(out, "demo: stopping " + backends.name(index) + " (127.0.0.1:" + backends.port(index) + ")");
            backends.stop(index).onFailure(cause -> tell(out, "demo: " + cause.getMessage()));
            vertx.setTimer(STEP_MILLIS, start -> {
                tell(out, "demo: starting " + backends.name(index) + " again");
                backends.start(index).onFailure(cause -> tell(out, "demo: " + cause.getMessage()));
                step(vertx, backends, out, (index + 1) % backends.size());
            });
        });
    }

    private static void tell(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    private static String config(int proxyPort, int adminPort, DemoBackends backends) {
        String endpoints = IntStream.range(0, backends.size())
                .mapToObj(index -> "      - { address: \"127.0.0.1:%d\" } # %s%n"
                        .formatted(backends.port(index), backends.name(index)))
                .collect(Collectors.joining());
        return """
                listeners:
                  - name: web
                    address: 127.0.0.1:%d
                    reportView: true
                routes:
                  - name: all
                    upstream: colours
                upstreams:
                  - name: colours
                    endpoints:
                %s    check: { type: http, path: /, interval: 1s }
                admin: { address: 127.0.0.1:%d }
                """.formatted(proxyPort, endpoints, adminPort);
    }

    private static String introduction(int proxyPort, int adminPort, Path file) {
        return """

                Quorate demo: one member, three sample backends (red, green, blue). Ctrl-C ends it.
                Every 8 s one backend is stopped or started again: watch it leave and return.

                  curl -i http://127.0.0.1:%d/                   a request through the proxy
                  curl -s http://127.0.0.1:%d/api/v1/view        who is up, and who says so
                  curl -s http://127.0.0.1:%d/metrics            the same as metrics
                  edit %s    the config: it is reloaded
                """.formatted(proxyPort, adminPort, adminPort, file);
    }

    /** The wanted port if it is free, else any that is. */
    private static int freePort(int wanted) throws IOException {
        for (int port : new int[] {wanted, 0}) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (java.net.BindException e) {
                // taken: any other will do
            }
        }
        throw new IOException("no free port on the loopback address");
    }
}
