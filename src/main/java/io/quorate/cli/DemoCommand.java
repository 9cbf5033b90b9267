package io.quorate.cli;

import io.quorate.app.Settings;
import io.quorate.app.health.Links;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what happens: three members, three sample backends, and one of them that leaves and returns. */
@Command(
        name = "demo",
        description = "Run three members and three sample backends, one of which leaves and returns.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int WEB_PORT = 8080;
    private static final int ADMIN_PORT = 9090;
    private static final int CLUSTER_PORT = 5701;
    private static final long STEP_MILLIS = 8_000;

    @Spec
    private CommandSpec spec;

    /** Where a member of the demo is found. */
    private record Seat(String name, int web, int admin, int cluster) {
        static Seat free(int index) throws IOException {
            return new Seat(
                    NAMES.get(index),
                    DemoFiles.freePort(WEB_PORT + index),
                    DemoFiles.freePort(ADMIN_PORT + index),
                    DemoFiles.freeClusterPort(CLUSTER_PORT + index));
        }

        String variable(String name) {
            return Map.of("WEB_PORT", String.valueOf(web), "ADMIN_PORT", String.valueOf(admin))
                    .getOrDefault(name, "");
        }
    }

    @Override
    public Integer call() throws IOException {
        Vertx vertx = Vertx.vertx();
        DemoBackends backends = new DemoBackends(vertx);
        backends.startAll().await();
        List<Seat> seats = new ArrayList<>();
        for (int index = 0; index < NAMES.size(); index++) {
            seats.add(Seat.free(index));
        }
        DemoFiles files = DemoFiles.create(backends);
        PrintWriter out = spec.commandLine().getOut();
        tell(out, "demo: starting three members, which takes a few seconds");
        List<Foreground.Launch> launches =
                seats.stream().map(seat -> launch(files, seats, seat)).toList();
        int status = Foreground.run(
                launches,
                spec.commandLine().getErr(),
                members -> {
                    tell(out, introduction(seats, files));
                    new DemoWatch(members, backends, line -> tell(out, line)).start(vertx);
                    step(vertx, backends, out, 0);
                },
                files::delete);
        vertx.close().await();
        return status;
    }

    private static Foreground.Launch launch(DemoFiles files, List<Seat> seats, Seat seat) {
        List<Integer> ports = seats.stream().map(Seat::cluster).toList();
        Links links = Links.clustered(files.cluster(ports, seat.cluster()));
        return new Foreground.Launch(new Settings(files.conf(), seat.name(), "", links), seat::variable);
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

    private static String introduction(List<Seat> seats, DemoFiles files) {
        String members = seats.stream()
                .map(seat -> "  %s   http://127.0.0.1:%d/   admin http://127.0.0.1:%d%n"
                        .formatted(seat.name(), seat.web(), seat.admin()))
                .collect(Collectors.joining());
        Seat last = seats.get(seats.size() - 1);
        return """

                Quorate demo: three members, three sample backends (red, green, blue). Ctrl-C ends it.
                Every 8 s one backend is stopped or started again: watch it leave and return on all members.

                %s
                  curl -i http://127.0.0.1:%d/                   a request through the proxy
                  curl -s http://127.0.0.1:%d/api/v1/view        who is up, and who says so
                  curl -s http://127.0.0.1:%d/metrics            the same as metrics
                  edit %s    the config of all three: it is reloaded
                """.formatted(members, last.web(), last.admin(), last.admin(), files.config());
    }
}
