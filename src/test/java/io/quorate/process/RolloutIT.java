package io.quorate.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three members under the load of {@link Traffic}, changed as Kubernetes does it. More rounds, for figures:
 * {@code -Dquorate.rounds}; {@code bench/rollout/run} does so.
 */
class RolloutIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MEMBERS = 3;
    private static final int ROUNDS = Integer.getInteger("quorate.rounds", 1);
    private static final String[] SMALL = {"-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"};
    private static final Pattern BAD_NEWS = Pattern.compile("event=(cluster_alone|stop_failed) |^\\tat ");
    /** Of a member that is ready; before that it may be too starved to see anything, and sends no request by what it thinks. */
    private static final Pattern WRONG = Pattern.compile(" to=down |event=(ejection|panic) ");

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<Pod> pods = new ArrayList<>();
    private final List<Pod> running = new ArrayList<>();
    private final List<String> meetings = new ArrayList<>();
    private final List<Integer> clusterPorts = new ArrayList<>();
    private Traffic traffic;
    private List<String> endpoints;

    /** A member with its port for clients and what it has mounted. */
    private record Pod(Quorate member, int port, Mount mount) {}

    @BeforeEach
    void startThree() throws IOException {
        endpoints = Backends.start(vertx, 3).addresses();
        traffic = new Traffic(vertx);
        for (int i = 0; i < MEMBERS * (ROUNDS + 1); i++) {
            clusterPorts.add(Seat.freeClusterPort());
            meetings.add("127.0.0.1:" + clusterPorts.get(i));
        }
        for (int i = 0; i < MEMBERS; i++) {
            running.add(launch());
        }
        for (Pod pod : running) {
            pod.member().awaitReady();
            traffic.add(pod.port());
        }
        awaitOneView();
        traffic.start();
        await().atMost(SOON).until(() -> traffic.requests() > 200);
    }

    @AfterEach
    void stopAll() throws Exception {
        traffic.finish();
        pods.forEach(pod -> pod.member().close());
        vertx.close().await();
    }

    @Test
    void aRollingUpdateLosesNoRequestAndTurnsNoVerdict() throws Exception {
        traffic.latencies();
        long enough = traffic.requests() + 1_500L * ROUNDS;
        await().atMost(SOON.multipliedBy(ROUNDS)).until(() -> traffic.requests() > enough);
        report("steady", traffic.latencies());
        for (int i = 0; i < MEMBERS * ROUNDS; i++) {
            Pod next = launch();
            next.member().awaitReady();
            traffic.add(next.port());
            running.add(next);
            Pod old = running.remove(0);
            retire(old);
        }
        report("rolling", traffic.latencies());

        awaitOneView();
        traffic.finish();
        assertThat(traffic.failures()).isEmpty();
        assertNoBadNews();
    }

    @Test
    void aConfigMapIsTakenByAllOrByNoneOfTheMembers() throws Exception {
        Predicate<JsonObject> isGood = config -> config.getValue("lastError") == null;
        endpoints = endpoints.subList(0, 2);
        for (Pod pod : running) {
            pod.mount().swap(files(pod.port()));
        }
        awaitConfigs(isGood.and(config -> config.encode().contains(endpoints.get(1))));
        await().atMost(SOON).until(() -> running.stream().allMatch(pod -> total(pod) == 2));
        awaitOneView();
        String kept = running.get(0).member().view().getString("viewHash");

        for (Pod pod : running) {
            pod.mount().swap(Map.of("quorate.yaml", "routes: [{ name: x, upstream: nowhere }]\n"));
        }
        awaitConfigs(isGood.negate());
        assertThat(running).allSatisfy(pod -> {
            assertThat(total(pod)).isEqualTo(2);
            assertThat(pod.member().readyz()).isEqualTo(200);
            assertThat(pod.member().view().getString("viewHash")).isEqualTo(kept);
        });

        for (Pod pod : running) {
            pod.mount().swap(files(pod.port()));
        }
        awaitConfigs(isGood);
        traffic.finish();
        assertThat(traffic.failures()).isEmpty();
        assertNoBadNews();
    }

    private Pod launch() throws IOException {
        int index = pods.size();
        int port = Ports.free();
        Mount mount = new Mount(directory.resolve("conf-" + index));
        mount.swap(files(port));
        Seat seat = new Seat(
                "m" + index, Space.LOOPBACK, Ports.free(), clusterPorts.get(index), mount.directory(), meetings);
        Pod pod = new Pod(Quorate.start(directory, seat, SMALL), port, mount);
        pods.add(pod);
        return pod;
    }

    /** The list hears of it with a lag, shorter than the delay. */
    private void retire(Pod old) throws Exception {
        old.member().process().destroy();
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(1_000));
        traffic.remove(old.port());
        assertThat(old.member().process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(old.member().process().exitValue()).isZero();
    }

    private Map<String, String> files(int port) {
        String list = endpoints.stream()
                .map(address -> "{ address: \"" + address + "\" }")
                .collect(Collectors.joining(", "));
        return Map.of("quorate.yaml", """
                listeners: [{ name: web, address: "127.0.0.1:%d", h2c: true }]
                routes: [{ name: all, upstream: shop, retry: { attempts: 0 } }]
                drain: { delay: 2s, timeout: 20s }
                """.formatted(port), "upstreams.yaml", """
                upstreams:
                  - name: shop
                    endpoints: [%s]
                    check: { type: http, path: /health, interval: 500ms, fast: 100ms }
                """.formatted(list));
    }

    private void awaitConfigs(Predicate<JsonObject> holds) {
        await().atMost(SOON)
                .until(() ->
                        running.stream().allMatch(pod -> holds.test(pod.member().config())));
    }

    private void awaitOneView() {
        List<String> names =
                running.stream().map(pod -> pod.member().seat().name()).sorted().toList();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(running)
                        .allSatisfy(pod -> assertThat(pod.member().live()).isEqualTo(names)));
        await().atMost(SOON)
                .until(() -> running.stream()
                                .map(pod -> pod.member().view().getString("viewHash"))
                                .distinct()
                                .count()
                        == 1);
    }

    private static int total(Pod pod) {
        return pod.member().view().getJsonArray("upstreams").getJsonObject(0).getInteger("total");
    }

    private void assertNoBadNews() throws IOException {
        for (Pod pod : pods) {
            String log = pod.member().log();
            Stream<String> wrong = log.substring(log.indexOf("event=ready ")).lines();
            List<String> bad = Stream.concat(
                            log.lines().filter(line -> BAD_NEWS.matcher(line).find()),
                            wrong.filter(line -> WRONG.matcher(line).find()))
                    .toList();
            assertThat(bad).as("in the log of %s", pod.member().seat().name()).isEmpty();
        }
    }

    private void report(String what, String figures) {
        System.out.println("rollout " + what + ": " + figures);
    }
}
