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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members that nothing happens to: they share the work and hold one view. */
class AgreementIT {
    @TempDir
    private static Path directory;

    private static final List<Nginx> SERVERS = new ArrayList<>();
    private static Cluster cluster;

    @BeforeAll
    static void startAll() throws IOException {
        for (int i = 0; i < 3; i++) {
            SERVERS.add(Nginx.start(directory.resolve("nginx-" + i)));
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
    void allMembersTurnOnceWhenAServerDiesAndOnceWhenItReturns() throws Exception {
        Nginx server = SERVERS.get(0);
        List<Integer> before = turns(server);

        server.kill();
        cluster.awaitVerdict(server, "down");
        cluster.awaitEqualViews();
        server.restart();
        cluster.awaitVerdict(server, "up");
        cluster.awaitEqualViews();

        assertThat(turns(server))
                .isEqualTo(before.stream().map(count -> count + 2).toList());
    }

    @Test
    void oneMemberAloneProbesWhatOneVantageIsEnoughFor() throws Exception {
        Nginx server = SERVERS.get(1);
        long first = server.requests("/health-seldom");
        long start = System.nanoTime();

        await().atMost(SOON).until(() -> server.requests("/health-seldom") >= first + 12);

        // 6 s at one probe each 500 ms; three members that do not share would need 2 s.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(4));
    }

    @Test
    void aMemberWithAnotherCheckIsAGenerationOfItsOwnAndNothingTurns() throws Exception {
        List<String> before = falls();
        cluster.configure(2, "/health-of-another-kind");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(cluster.members())
                        .allSatisfy(member -> assertThat(member.generations()).hasSize(2)));
        await().atMost(SOON).until(() -> SERVERS.get(2).requests("/health-of-another-kind") > 3);

        cluster.configure(2, "/health");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(cluster.members())
                        .allSatisfy(member -> assertThat(member.generations()).hasSize(1)));
        cluster.awaitEqualViews();

        assertThat(falls()).isEqualTo(before);
    }

    private static List<Integer> turns(Nginx server) throws IOException {
        List<Integer> counts = new ArrayList<>();
        for (Quorate member : cluster.members()) {
            counts.add(member.turns(server.address()).size());
        }
        return counts;
    }

    /** All verdicts that fell, in all logs. */
    private static List<String> falls() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Quorate member : cluster.members()) {
            member.log().lines().filter(line -> line.contains(" to=down ")).forEach(lines::add);
        }
        return lines;
    }
}
