package io.quorate.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Members of one cluster, called a, b, c and so on, each with a listener and a config directory of its own. */
final class Cluster implements AutoCloseable {
    // Bounds in these tests only tell a wait from a hang; how fast members agree is measured by bench/agreement.
    static final Duration SOON = Duration.ofSeconds(20);

    private static final String[] SMALL = {"-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"};

    private final Path directory;
    private final List<Nginx> servers;
    private final List<Integer> webPorts = new ArrayList<>();
    private final List<Seat> seats = new ArrayList<>();
    private final List<Quorate> members = new ArrayList<>();

    private Cluster(Path directory, List<Nginx> servers) {
        this.directory = directory;
        this.servers = List.copyOf(servers);
    }

    /** A cluster in front of these servers, a member in each space; none is started yet. */
    static Cluster prepare(Path directory, List<Nginx> servers, List<Space> spaces) throws IOException {
        Cluster cluster = new Cluster(directory, servers);
        List<Integer> ports = new ArrayList<>();
        List<String> meetings = new ArrayList<>();
        for (Space space : spaces) {
            ports.add(Seat.freeClusterPort());
            meetings.add(space.host() + ":" + ports.get(ports.size() - 1));
        }
        for (int i = 0; i < spaces.size(); i++) {
            String name = String.valueOf((char) ('a' + i));
            Path conf = Files.createDirectories(directory.resolve("conf-" + name));
            cluster.webPorts.add(Ports.free());
            cluster.seats.add(new Seat(name, spaces.get(i), Ports.free(), ports.get(i), conf, meetings));
            cluster.configure(i, "/health");
        }
        return cluster;
    }

    /** Starts the next so many members at once and waits until all that run are ready and know each other. */
    void start(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            startNext();
        }
        for (Quorate member : members) {
            member.awaitReady();
        }
        awaitAcquainted();
    }

    /** Starts one more and does not wait. */
    Quorate startNext() throws IOException {
        Quorate member = Quorate.start(directory, seats.get(members.size()), SMALL);
        members.add(member);
        return member;
    }

    /** Starts a member again that has ended, and waits as {@link #start} does. */
    void startAgain(int index) throws IOException {
        members.set(index, Quorate.start(directory, seats.get(index), SMALL));
        members.get(index).awaitReady();
        awaitAcquainted();
    }

    /** Writes a member's config: every server is probed at that path. */
    void configure(int index, String path) throws IOException {
        Seat seat = seats.get(index);
        String endpoints = servers.stream()
                .map(server -> "{ address: \"" + server.address() + "\" }")
                .collect(Collectors.joining(", "));
        Path written = Files.writeString(directory.resolve("next.yaml"), """
                listeners: [{ name: web, address: "%s:%d" }]
                routes: [{ name: all, upstream: shop }]
                upstreams:
                  - name: shop
                    balance: round-robin
                    endpoints: [%s]
                    check: { type: http, path: %s, interval: 500ms, fast: 100ms, down: 500ms, timeout: 500ms }
                  - name: seldom
                    endpoints: [%s]
                    check: { type: http, path: /health-seldom, interval: 500ms, vantages: 1 }
                """.formatted(
                        seat.space().host(), webPorts.get(index), endpoints, path, endpoints));
        Files.move(written, seat.conf().resolve("quorate.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    Quorate member(int index) {
        return members.get(index);
    }

    List<Quorate> members() {
        return List.copyOf(members);
    }

    /** Where a member takes requests, {@code host:port}. */
    String web(int index) {
        return seats.get(index).space().host() + ":" + webPorts.get(index);
    }

    void awaitVerdict(Nginx server, String verdict) {
        awaitVerdict(server, verdict, members);
    }

    /** Waits until these hold that verdict of the server by each check of it: the one asked seldom takes longer. */
    void awaitVerdict(Nginx server, String verdict, List<Quorate> tellers) {
        await().atMost(SOON).until(() -> tellers.stream().allMatch(member -> member.holds(server.address(), verdict)));
    }

    /** Waits until each member that runs counts all of them, and nobody else, as live. */
    void awaitAcquainted() {
        awaitAcquainted(
                members.stream().filter(member -> member.process().isAlive()).toList());
    }

    /** Waits until each of these counts all of these, and nobody else, as live. */
    void awaitAcquainted(List<Quorate> among) {
        List<String> names = among.stream().map(member -> member.seat().name()).toList();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(among)
                        .allSatisfy(member -> assertThat(member.live()).isEqualTo(names)));
    }

    /** Waits until the views of all members have one hash. */
    void awaitEqualViews() {
        await().atMost(SOON)
                .until(() -> members.stream()
                                .map(member -> member.view().getString("viewHash"))
                                .distinct()
                                .count()
                        == 1);
    }

    @Override
    public void close() {
        members.forEach(Quorate::close);
        members.clear();
    }
}
