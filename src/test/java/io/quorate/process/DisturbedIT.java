package io.quorate.process;

import static io.quorate.process.Cluster.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members of which one is killed, stopped, or told to end. */
class DisturbedIT {
    private static final long FIVE_SECONDS = Duration.ofSeconds(5).toNanos();
    private static final Client CLIENT = new Client();

    @TempDir
    private static Path directory;

    private static final List<Nginx> SERVERS = new ArrayList<>();
    private static Cluster cluster;

    @BeforeAll
    static void startAll() throws IOException {
        for (int i = 0; i < 3; i++) {
            Nginx server = Nginx.start(directory.resolve("nginx-" + i));
            server.serve("index.html", "hello\n");
            SERVERS.add(server);
        }
        cluster = Cluster.prepare(directory, SERVERS, Collections.nCopies(3, Space.LOOPBACK));
        cluster.start(3);
    }

    @AfterAll
    static void stopAll() {
        cluster.close();
        SERVERS.forEach(Nginx::close);
        SERVERS.clear();
    }

    @Test
    void theOthersForgetAMemberThatIsKilledAndNothingTurns() throws Exception {
        List<Quorate> others = List.of(cluster.member(1), cluster.member(2));
        List<String> before = falls(others);

        cluster.member(0).process().destroyForcibly().onExit().join();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(CLIENT.get(cluster.web(1))).isEqualTo(200);
            assertThat(others).allSatisfy(member -> assertThat(member.live()).containsExactly("b", "c"));
        });
        assertThat(CLIENT.get(cluster.web(1))).isEqualTo(200);
        assertThat(CLIENT.get(cluster.web(2))).isEqualTo(200);

        cluster.startAgain(0);
        cluster.awaitEqualViews();
        assertThat(falls(cluster.members())).isEqualTo(before);
    }

    @Test
    void aMemberThatWasStoppedForFiveSecondsLearnsWhatItMissedAndNothingElse() throws Exception {
        Quorate stopped = cluster.member(2);
        List<Quorate> others = List.of(cluster.member(0), cluster.member(1));
        List<String> before = falls(cluster.members());
        Nginx server = SERVERS.get(1);

        Shell.signal("STOP", stopped.process());
        try {
            long start = System.nanoTime();
            server.kill();
            cluster.awaitVerdict(server, "down", others);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(others)
                            .allSatisfy(member -> assertThat(member.live()).containsExactly("a", "b")));
            await().atMost(SOON).until(() -> System.nanoTime() - start > FIVE_SECONDS);
        } finally {
            Shell.signal("CONT", stopped.process());
        }

        cluster.awaitVerdict(server, "down");
        cluster.awaitAcquainted();
        cluster.awaitEqualViews();
        server.restart();
        cluster.awaitVerdict(server, "up");

        List<String> fallen = new ArrayList<>(falls(cluster.members()));
        fallen.removeAll(before);
        assertThat(fallen)
                .as("each member turned the two targets of that server, and no other")
                .hasSize(6);
        assertThat(fallen).allMatch(line -> line.contains(" address=" + server.address() + " "));
    }

    @Test
    void noRequestFailsWhileEachMemberIsStartedAgainBehindABalancer() throws Exception {
        try (Balancer balancer = Balancer.start(directory, cluster)) {
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Wrk.Result> load = Wrk.start(balancer.url(), 16, 10);
                Process process = cluster.member(i).process();
                await().atMost(SOON).until(() -> !load.isDone());
                process.destroy();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
                cluster.startAgain(i);
                assertThat(load.join()).matches(Wrk.Result::clean);
            }
        }
    }

    /** The verdicts that fell, in these members' logs. */
    private static List<String> falls(List<Quorate> members) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Quorate member : members) {
            member.log().lines().filter(line -> line.contains(" to=down ")).forEach(lines::add);
        }
        return lines;
    }
}
