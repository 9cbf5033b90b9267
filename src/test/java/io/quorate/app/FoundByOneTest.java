package io.quorate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.quorate.core.control.status.Agreement;
import io.quorate.core.control.status.EndpointStatus;
import io.quorate.core.view.VerdictState;
import io.quorate.testing.DnsAnswer;
import io.quorate.testing.DnsServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
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

/** Two members, each with a DNS of its own, so that one finds what the other does not. */
class FoundByOneTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String NAME = "_http._tcp.shop.test";
    private static final int BACKENDS = 6;

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final MemoryNetwork network = new MemoryNetwork();
    private final List<RunningMember> running = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final DnsServer ofA;
    private final DnsServer ofB;

    FoundByOneTest() throws IOException {
        ofA = DnsServer.start();
        ofB = DnsServer.start();
    }

    @BeforeEach
    void startBackends() {
        for (int i = 0; i < BACKENDS; i++) {
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(request -> request.response().end());
            ports.add(server.listen(0, "127.0.0.1").await().actualPort());
        }
    }

    @AfterEach
    void stop() {
        Future.join(running.stream().map(RunningMember::stop).toList()).await();
        vertx.close().await();
        ofA.close();
        ofB.close();
    }

    @Test
    void whatOneFindsIsProbedAndUsedByItThoughTheOtherShouldProbeItAndAllAgreeWhenBothHaveFoundIt() throws Exception {
        answer(ofA, 1);
        answer(ofB, 1);
        RunningMember a = start("a", ofA);
        RunningMember b = start("b", ofB);
        await().atMost(SOON).until(() -> agreement(a).equals(new Agreement(2, 2, 1)));

        ofB.toAll(DnsAnswer.failing(DnsResponseCode.SERVFAIL));
        answer(ofA, BACKENDS);
        await().atMost(SOON).until(() -> up(a) == BACKENDS);
        assertThat(agreement(a).generations()).isEqualTo(1);
        assertThat(endpoints(b)).hasSize(1);

        answer(ofB, BACKENDS);
        ofB.back();
        await().atMost(SOON).until(() -> up(b) == BACKENDS && agreement(b).equals(new Agreement(2, 2, 1)));
        await().atMost(SOON)
                .until(() -> endpoints(a).stream()
                        .allMatch(endpoint -> endpoint.owners().size() == 1));
    }

    private void answer(DnsServer dns, int backends) {
        dns.put("host.test", DnsRecordType.A, DnsAnswer.a(0, "127.0.0.1"));
        dns.put(
                NAME,
                DnsRecordType.SRV,
                DnsAnswer.srv(
                        0,
                        IntStream.range(0, backends)
                                .mapToObj(i -> "0 1 " + ports.get(i) + " host.test")
                                .toArray(String[]::new)));
    }

    private RunningMember start(String name, DnsServer dns) throws IOException {
        Path conf = Files.createDirectories(directory.resolve(name));
        Files.writeString(conf.resolve("quorate.yaml"), """
                listeners: [{ name: web, address: "127.0.0.1:0" }]
                routes: [{ name: all, upstream: app }]
                upstreams:
                  - name: app
                    discover: { srv: %s, every: 200ms, server: "${env:DNS}" }
                    check: { type: http, path: /, interval: 500ms, fast: 100ms, vantages: 1 }
                cluster: { pulse: 200ms, lease: 1s }
                admin: { address: "127.0.0.1:0" }
                drain: { delay: 0s, timeout: 5s }
                """.formatted(NAME));
        String server = "127.0.0.1:" + dns.address().getPort();
        RunningMember member = Bootstrap.start(
                        new Settings(conf, name, "", network), variable -> variable.equals("DNS") ? server : "")
                .await();
        running.add(member);
        return member;
    }

    private static Agreement agreement(RunningMember member) {
        return Agreement.of(member.view().await().members());
    }

    private static long up(RunningMember member) {
        return endpoints(member).stream()
                .filter(endpoint -> endpoint.verdict().state() == VerdictState.UP && endpoint.routable())
                .count();
    }

    private static List<EndpointStatus> endpoints(RunningMember member) {
        return member.view().await().upstreams().get(0).endpoints();
    }
}
