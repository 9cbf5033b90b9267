package io.quorate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quorate.admin.MemberView;
import io.quorate.app.health.Links;
import io.quorate.cluster.ClusterLink;
import io.quorate.cluster.SoloLink;
import io.quorate.core.control.status.Agreement;
import io.quorate.core.control.status.EndpointStatus;
import io.quorate.core.model.MemberId;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Message;
import io.quorate.core.view.VerdictState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole members in one process that reach each other over memory. */
class ClusteredMemberTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final MemoryNetwork network = new MemoryNetwork();
    private final List<RunningMember> running = new ArrayList<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Promise<Void> slowAnswer = Promise.promise();
    private final HttpServer red = backend("red");
    private final HttpServer blue = backend("blue");

    @AfterEach
    void stop() {
        slowAnswer.tryComplete();
        Future.join(running.stream().map(RunningMember::stop).toList()).await();
        vertx.close().await();
    }

    @Test
    void allMembersSeeAllMembersAndTheSameView() throws Exception {
        RunningMember a = start("a", network);
        start("b", network);
        start("c", network);

        await().atMost(SOON).until(() -> agreement(a).equals(new Agreement(3, 3, 1)));

        assertThat(states(a)).containsExactly("a ready", "b ready", "c ready");
        assertThat(endpoint(a, red).owners()).hasSize(3);
        assertThat(endpoint(a, red).votes())
                .extracting(vote -> vote.state().word())
                .containsOnly("up");
        assertThat(get(a.adminAddress().port(), "/metrics"))
                .contains("quorate_cluster_members 3.0")
                .contains("quorate_cluster_view_agreement 1.0")
                .contains("quorate_cluster_abstaining 0.0");
    }

    @Test
    void aMemberThatJoinsServesWithTheVotesOfTheOthers() throws Exception {
        start("a", network);
        RunningMember b = start("b", network);

        assertThat(endpoint(b, red).verdict().state()).isEqualTo(VerdictState.UP);
        assertThat(endpoint(b, red).votes())
                .filteredOn(vote -> !vote.vantage().value().startsWith("b-"))
                .extracting(vote -> vote.state().word())
                .containsExactly("up");
    }

    @Test
    void whatARequestFindsClosedIsDownForAllLongBeforeItsNextProbe() throws Exception {
        RunningMember a = start("a", network);
        RunningMember b = start("b", network);
        await().atMost(SOON).until(() -> agreement(a).equals(new Agreement(2, 2, 1)));

        red.close().await();
        for (int i = 0; i < 2; i++) {
            assertThat(get(a.listener("web").orElseThrow().port(), "/")).isEqualTo("blue");
        }

        await().atMost(SOON).until(() -> endpoint(b, red).verdict().state() == VerdictState.DOWN);
        await().atMost(SOON).until(() -> agreement(a).equals(new Agreement(2, 2, 1)));
        assertThat(endpoint(a, blue).routable()).isTrue();
    }

    @Test
    void whatFailsTheRequestsOfOneIsLeftOutByAllThoughItsProbesPass() throws Exception {
        RunningMember a = start("a", network);
        RunningMember b = start("b", network);
        await().atMost(SOON).until(() -> agreement(a).equals(new Agreement(2, 2, 1)));

        failing.add("red");
        await().atMost(SOON).until(() -> {
            assertThat(get(port(a), "/page")).isEqualTo("blue");
            return endpoint(a, red).evidence().ejected()
                    && endpoint(b, red).evidence().ejected();
        });

        assertThat(endpoint(b, red).verdict().state()).isEqualTo(VerdictState.UP);
        assertThat(endpoint(b, red).routable()).isFalse();
        assertThat(get(b.adminAddress().port(), "/metrics"))
                .contains(
                        "quorate_endpoint_ejected{address=\"127.0.0.1:" + red.actualPort() + "\",upstream=\"app\"} 1.0")
                .contains("quorate_ejections_total{upstream=\"app\"} 1.0");
        await().atMost(SOON).until(() -> agreement(a).equals(new Agreement(2, 2, 1)));
    }

    @Test
    void withoutACheckOneTrialBringsItBackForAll() throws Exception {
        String unchecked = config().replaceFirst("check: .*", "passive: { eject: 1s }");
        RunningMember a = start("a", network, unchecked);
        RunningMember b = start("b", network, unchecked);
        await().atMost(SOON).until(() -> agreement(a).equals(new Agreement(2, 2, 1)));
        failing.add("red");
        await().atMost(SOON).until(() -> {
            get(port(a), "/page");
            return endpoint(a, red).evidence().ejected()
                    && endpoint(b, red).evidence().ejected();
        });

        failing.clear();
        await().atMost(SOON).until(() -> {
            assertThat(get(port(a), "/page")).isIn("red", "blue");
            assertThat(get(port(b), "/page")).isIn("red", "blue");
            return endpoint(a, red).routable() && endpoint(b, red).routable();
        });
        assertThat(endpoint(a, red).evidence().ejected()).isFalse();
        await().atMost(SOON).until(() -> endpoint(a, red).evidence().words().isEmpty());
    }

    @Test
    void aMemberThatStopsObservesUntilItHasDrainedAndThenSaysThatItLeaves() throws Exception {
        RunningMember a = start("a", network);
        RunningMember b = start("b", network);
        await().atMost(SOON).until(() -> agreement(a).members() == 2);
        CompletableFuture<HttpResponse<String>> slow = client.sendAsync(
                request(b.listener("web").orElseThrow().port(), "/slow"), HttpResponse.BodyHandlers.ofString());
        await().atMost(SOON).until(() -> inFlight(b) == 1);

        Future<Void> stopped = b.stop();

        await().atMost(SOON).until(() -> states(a).contains("b draining"));
        await().atMost(SOON).until(() -> b.listener("web").isEmpty());
        assertThat(states(b)).containsExactly("b draining", "a ready");
        assertThat(endpoint(a, red).owners()).hasSize(2);
        assertThat(network.lastSaidBy("b")).isEqualTo(MemberState.DRAINING);
        assertThat(stopped.isComplete()).isFalse();
        slowAnswer.complete();
        assertThat(slow.join().statusCode()).isEqualTo(200);
        stopped.await();
        assertThat(network.lastSaidBy("b")).isEqualTo(MemberState.LEAVING);
        await().atMost(SOON).until(() -> states(a).contains("b leaving"));
        assertThat(endpoint(a, red).owners()).hasSize(1);
        assertThat(endpoint(a, red).routable()).isTrue();
        running.remove(b);
    }

    @Test
    void aMemberToldToDrainStaysInTheClusterAndProbes() throws Exception {
        RunningMember a = start("a", network);
        RunningMember b = start("b", network);

        b.drain();

        await().atMost(SOON).until(() -> states(a).contains("b draining"));
        assertThat(endpoint(a, red).owners()).hasSize(2);
    }

    @Test
    void aWayToTheOthersThatCanNeverWorkEndsTheStart() {
        Links broken = (vertx, self, registry) -> new Broken();

        assertThatThrownBy(() -> start("a", broken)).hasMessage("cluster.xml: cannot be read");
    }

    @Test
    void theFirstToReloadProbesWhatTheOthersDoNotKnowYet() throws Exception {
        List<String> upstreams = List.of("u1", "u2", "u3", "u4", "u5", "u6");
        for (String name : List.of("a", "b", "c")) {
            start(name, network, routed(upstreams, red));
        }
        RunningMember a = running.get(0);
        await().atMost(SOON).until(() -> agreement(a).equals(new Agreement(3, 3, 1)));

        Files.writeString(directory.resolve("a/quorate.yaml"), routed(upstreams, blue));
        int port = a.listener("web").orElseThrow().port();
        // The moment without an endpoint would be short: asked without a pause, all of them in turn.
        await().atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    int blues = 0;
                    for (String upstream : upstreams) {
                        String answer = get(port, "/" + upstream);
                        assertThat(answer).isIn("red", "blue");
                        blues += answer.equals("blue") ? 1 : 0;
                    }
                    return blues == upstreams.size();
                });
    }

    /** Each upstream with a check of its own, by one member: whose it is is decided by the members' random ids. */
    private static String routed(List<String> upstreams, HttpServer backend) {
        StringBuilder routes = new StringBuilder();
        StringBuilder pools = new StringBuilder();
        for (String name : upstreams) {
            routes.append("  - { name: %s, path: /%s, upstream: %s }%n".formatted(name, name, name));
            pools.append("  - name: %s%n    endpoints: [{ address: \"127.0.0.1:%d\" }]%n"
                    .formatted(name, backend.actualPort()));
            pools.append("    check: { type: http, path: /%s, fast: 100ms, vantages: 1 }%n".formatted(name));
        }
        return """
                listeners: [{ name: web, address: "127.0.0.1:0" }]
                routes:
                %supstreams:
                %scluster: { pulse: 200ms, lease: 1s }
                admin: { address: "127.0.0.1:0" }
                """.formatted(routes, pools);
    }

    private RunningMember start(String name, Links links) throws IOException {
        return start(name, links, config());
    }

    private String config() {
        return """
                listeners: [{ name: web, address: "127.0.0.1:0" }]
                routes: [{ name: all, upstream: app }]
                upstreams:
                  - name: app
                    endpoints: [{ address: "127.0.0.1:%d" }, { address: "127.0.0.1:%d" }]
                    check: { type: http, path: /, interval: 1m, fast: 100ms }
                cluster: { pulse: 200ms, lease: 1s }
                admin: { address: "127.0.0.1:0" }
                """.formatted(red.actualPort(), blue.actualPort());
    }

    private static int port(RunningMember member) {
        return member.listener("web").orElseThrow().port();
    }

    private RunningMember start(String name, Links links, String config) throws IOException {
        Path conf = Files.createDirectories(directory.resolve(name));
        Files.writeString(conf.resolve("quorate.yaml"), config);
        RunningMember member = Bootstrap.start(new Settings(conf, name, "", links), variable -> "")
                .await();
        running.add(member);
        return member;
    }

    private static Agreement agreement(RunningMember member) {
        return Agreement.of(member.view().await().members());
    }

    private static List<String> states(RunningMember member) {
        return member.view().await().members().stream()
                .map(one -> one.pulse().card().name() + " " + one.state())
                .toList();
    }

    private static EndpointStatus endpoint(RunningMember member, HttpServer backend) {
        return member.view().await().upstreams().get(0).endpoints().stream()
                .filter(one -> one.endpoint().address().port() == backend.actualPort())
                .findFirst()
                .orElseThrow();
    }

    private long inFlight(RunningMember member) {
        MemberView view = member.view().await();
        return List.of(red, blue).stream()
                .mapToLong(backend -> view.inFlight()
                        .applyAsLong("app", endpoint(member, backend).endpoint().address()))
                .sum();
    }

    private String get(int port, String path) throws IOException, InterruptedException {
        return client.send(request(port, path), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static HttpRequest request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
    }

    private HttpServer backend(String name) {
        return vertx.createHttpServer()
                .requestHandler(request -> {
                    Future<Void> due = request.path().equals("/slow") ? slowAnswer.future() : Future.succeededFuture();
                    boolean fails = failing.contains(name) && request.path().equals("/page");
                    due.onSuccess(now ->
                            request.response().setStatusCode(fails ? 503 : 200).end(name));
                })
                .listen(0, "127.0.0.1")
                .await();
    }

    /** A link whose settings cannot work. */
    private static final class Broken implements ClusterLink {
        private final SoloLink rest = new SoloLink();

        @Override
        public Future<Void> start(Listener listener) {
            return Future.failedFuture("cluster.xml: cannot be read");
        }

        @Override
        public void publish(Message message) {
            rest.publish(message);
        }

        @Override
        public void send(MemberId to, Message message) {
            rest.send(to, message);
        }

        @Override
        public String address() {
            return rest.address();
        }

        @Override
        public Future<Void> close() {
            return rest.close();
        }
    }
}
