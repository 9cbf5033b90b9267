package io.quorate.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that find each other by the addresses of one name, as those of a headless service do. Needs root. */
class DnsJoinIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    /** As in the manifests, whose cluster.xml this is: the name of the Service, in the pods' own namespace. */
    private static final Path CLUSTER_FILE = Path.of("k8s/base/cluster.xml");

    private static final String DOMAIN = "quorate.svc.cluster.local";
    private static final String NAME = "quorate-cluster." + DOMAIN;
    /** The only one that Hazelcast looks at where DNS says nothing of ports. */
    private static final int CLUSTER_PORT = 5701;

    @TempDir
    private Path directory;

    private final List<Space> spaces = new ArrayList<>();
    private final List<Quorate> members = new ArrayList<>();
    private Network network;
    private NameServer names;

    @BeforeEach
    void makeNetwork() throws Exception {
        network = Network.create();
        Space farm = network.add();
        names = NameServer.start(farm);
        for (int i = 0; i < 4; i++) {
            Space space = network.add();
            network.resolveBy(space, farm.host(), DOMAIN);
            spaces.add(space);
        }
    }

    @AfterEach
    void stopAll() {
        members.forEach(Quorate::close);
        if (names != null) {
            names.close();
        }
        if (network != null) {
            network.close();
        }
    }

    @Test
    void membersFindEachOtherAndOneThatStartsWithoutDnsJoinsWhenItReturns() throws Exception {
        names.names(NAME, hosts(0, 1, 2));
        for (int i = 0; i < 3; i++) {
            start(i);
        }
        awaitLive(members, List.of("a", "b", "c"));

        // C26: nobody to be found. The newcomer is a member by itself and serves.
        names.fallSilent();
        names.names(NAME, hosts(0, 1, 2, 3));
        Quorate newcomer = start(3);
        newcomer.awaitReady();
        assertThat(newcomer.live()).isEqualTo(List.of("d"));
        assertThat(members.get(0).live()).isEqualTo(List.of("a", "b", "c"));

        names.comeBack();
        awaitLive(members, List.of("a", "b", "c", "d"));

        // One that starts beside others has met them when it is ready.
        Shell.signal("TERM", newcomer.process());
        assertThat(newcomer.process().onExit().get().exitValue()).isZero();
        members.remove(newcomer);
        newcomer = start(3);
        newcomer.awaitReady();
        assertThat(newcomer.live()).isEqualTo(List.of("a", "b", "c", "d"));

        // Whoever is gone from DNS but there is still a member.
        names.names(NAME, hosts(0, 1, 3));
        Quorate unnamed = members.get(2);
        await().during(Duration.ofSeconds(8))
                .atMost(SOON)
                .until(() -> members.stream().allMatch(member -> member.live().equals(List.of("a", "b", "c", "d"))));
        Shell.signal("TERM", unnamed.process());
        assertThat(unnamed.process().onExit().get().exitValue()).isZero();
        awaitLive(List.of(members.get(0), members.get(1), newcomer), List.of("a", "b", "d"));
    }

    @Test
    void membersThatStartOneAfterTheOtherBeforeDnsKnowsThemAllMeet() throws Exception {
        names.names(NAME, hosts(0));
        start(0).awaitReady();
        names.names(NAME, hosts(1));
        start(1).awaitReady();
        names.names(NAME, List.of());
        start(2).awaitReady();
        names.names(NAME, hosts(0, 1, 2));
        awaitLive(members, List.of("a", "b", "c"));
    }

    private Quorate start(int index) throws IOException {
        String name = String.valueOf((char) ('a' + index));
        Path conf = Files.createDirectories(directory.resolve("conf-" + name));
        Space space = spaces.get(index);
        Files.writeString(conf.resolve("quorate.yaml"), """
                listeners: [{ name: web, address: "%s:8080" }]
                routes: [{ name: all, respond: { status: 200 } }]
                """.formatted(space.host()));
        Seat seat = new Seat(name, space, 9901, CLUSTER_PORT, conf, List.of(), CLUSTER_FILE);
        Quorate member = Quorate.start(directory, seat, "-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        members.add(member);
        return member;
    }

    private void awaitLive(List<Quorate> tellers, List<String> names) throws IOException {
        for (Quorate teller : tellers) {
            teller.awaitReady();
        }
        long begin = System.nanoTime();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(tellers)
                        .allSatisfy(member -> assertThat(member.live()).isEqualTo(names)));
        System.out.println(names + " met after " + (System.nanoTime() - begin) / 1_000_000 + " ms");
    }

    private List<String> hosts(int... indices) {
        return IntStream.of(indices).mapToObj(spaces::get).map(Space::host).toList();
    }
}
