package io.quorate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.control.status.EndpointStatus;
import io.quorate.core.control.status.MemberStatus;
import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.discover.Sought;
import io.quorate.core.health.Hysteresis;
import io.quorate.core.health.Vote;
import io.quorate.core.health.VoteState;
import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.Problem;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.passive.Evidence;
import io.quorate.core.routing.Standing;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Pulse;
import io.quorate.core.view.Verdict;
import io.quorate.core.view.VerdictState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminVerticleTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final FakeMember member = new FakeMember();
    private final AdminVerticle admin =
            new AdminVerticle(new ListenAddress("127.0.0.1", 0), () -> member.settings, member, registry);

    @BeforeEach
    void deploy() {
        vertx.deployVerticle(admin).await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void livezIsFineWhileEveryLoopTurns() throws Exception {
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void livezNamesTheLoopThatIsStuck() throws Exception {
        member.stuck = List.of("proxy-1");

        HttpResponse<String> answer = get("/livez");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("proxy-1");
    }

    @Test
    void readyzSaysWhyNot() throws Exception {
        member.notReady = List.of("draining");

        HttpResponse<String> answer = get("/readyz");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(answer.body()).getJsonArray("reasons")).isEqualTo(new JsonArray().add("draining"));
    }

    @Test
    void answersHeadLikeGetWithoutABody() throws Exception {
        HttpResponse<String> answer = send(request("/readyz").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void metricsAreRefreshedAndWrittenAsPrometheusText() throws Exception {
        Counter.builder()
                .name("quorate_things")
                .help("Things.")
                .register(registry)
                .inc();

        HttpResponse<String> answer = get("/metrics");

        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(answer.body()).contains("quorate_things_total 1.0");
        assertThat(member.refreshed).isTrue();
    }

    @Test
    void theViewTellsVerdictsVotesAndWhatIsInFlight() throws Exception {
        JsonObject view = new JsonObject(get("/api/v1/view").body());

        assertThat(view.getString("viewHash")).isEqualTo("00000000000000aa");
        assertThat(view.getJsonArray("members").getJsonObject(0).getString("id"))
                .isEqualTo(view.getString("member"));
        JsonObject endpoint = view.getJsonArray("upstreams")
                .getJsonObject(0)
                .getJsonArray("endpoints")
                .getJsonObject(0);
        assertThat(endpoint.getString("verdict")).isEqualTo("down");
        assertThat(endpoint.getBoolean("routable")).isFalse();
        assertThat(endpoint.getString("since")).isEqualTo("2026-01-01T00:00:01Z");
        assertThat(endpoint.getInteger("inFlight")).isEqualTo(7);
        assertThat(endpoint.getBoolean("avoided")).isTrue();
        assertThat(endpoint.getBoolean("ejected")).isTrue();
        assertThat(endpoint.getJsonArray("evidence"))
                .containsExactly(new JsonObject()
                        .put("member", "b-1")
                        .put("says", "fails")
                        .put("reason", "status 503"));
        assertThat(endpoint.getJsonArray("owners")).isEqualTo(new JsonArray().add("a-1"));
        assertThat(endpoint.getJsonArray("votes").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("member", "a-1")
                        .put("vote", "down")
                        .put("streak", 3)
                        .put("reason", "L4CON: connection refused")
                        .put("ageMs", 2));
    }

    @Test
    void theViewTellsWhatIsLookedForAndWhatCameOfIt() throws Exception {
        JsonArray upstreams = new JsonObject(get("/api/v1/view").body()).getJsonArray("upstreams");

        assertThat(upstreams.getJsonObject(0).getJsonObject("discovery"))
                .isEqualTo(new JsonObject()
                        .put("source", "srv:_http._tcp.shop")
                        .put("found", 1)
                        .put("leaving", 0)
                        .put("answeredAt", "2026-01-01T00:00:00.500Z")
                        .put("problem", "no answer in 2 s"));
        assertThat(upstreams.getJsonObject(1).getValue("discovery")).isNull();
    }

    private static Sought found(Endpoint endpoint) {
        Discovery.Lookup lookup = new Discovery.Lookup(Duration.ofSeconds(5), Optional.empty());
        return Sought.of(new Discovery.Srv("_http._tcp.shop", lookup))
                .answered(List.of(endpoint), 500_000_000L)
                .failed("no answer in 2 s", false);
    }

    @Test
    void theViewTellsAllMembersAndHowFarTheyAgree() throws Exception {
        JsonObject view = new JsonObject(get("/api/v1/view").body());

        assertThat(view.getJsonObject("agreement"))
                .isEqualTo(new JsonObject().put("members", 2).put("sameView", 1).put("generations", 1));
        JsonArray members = view.getJsonArray("members");
        assertThat(members.getJsonObject(1))
                .isEqualTo(new JsonObject()
                        .put("id", "b-1")
                        .put("name", "b")
                        .put("zone", "x")
                        .put("address", "127.0.0.1:5701")
                        .put("admin", "127.0.0.1:9090")
                        .put("state", "ready")
                        .put("viewHash", "00000000000000bb")
                        .put("configHash", "000000000000cafe")
                        .put("lastHeardMs", 2)
                        .put("leaseMs", 2998)
                        .put("awareness", 1)
                        .put("abstaining", false));
        assertThat(members.getJsonObject(2).getString("state")).isEqualTo("lost");
    }

    @Test
    void theConfigIsShownWithWhatIsWrongInTheDirectory() throws Exception {
        JsonObject fine = new JsonObject(get("/api/v1/config").body());
        assertThat(fine.getValue("lastError")).isNull();
        assertThat(fine.getString("hash")).isEqualTo("cafe");
        assertThat(fine.getString("contentHash")).isEqualTo("beef");
        assertThat(fine.getJsonObject("config").getString("some")).isEqualTo("thing");

        member.config = member.config.rejected(
                Instant.parse("2026-01-01T00:00:02Z"), List.of(new Problem("a.yaml", 3, "routes[0]", "no upstream")));
        JsonObject error = new JsonObject(get("/api/v1/config").body()).getJsonObject("lastError");

        assertThat(error.getString("at")).isEqualTo("2026-01-01T00:00:02Z");
        assertThat(error.getJsonArray("problems").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("file", "a.yaml")
                        .put("line", 3)
                        .put("path", "routes[0]")
                        .put("message", "no upstream"));
    }

    @Test
    void drainsWithoutATokenOnLoopback() throws Exception {
        assertThat(send(request("/api/v1/drain").POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(202);
        assertThat(member.drained).isTrue();
    }

    @Test
    void changesNeedTheTokenWhereOneIsSet() throws Exception {
        member.settings = new AdminSettings(new ListenAddress("127.0.0.1", 9090), "secret");

        assertThat(send(request("/api/v1/drain").POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(drain("Bearer wrong")).statusCode()).isEqualTo(401);
        assertThat(send(drain("Basic secret")).statusCode()).isEqualTo(401);
        assertThat(member.drained).isFalse();
        assertThat(send(drain("bearer secret")).statusCode()).isEqualTo(202);
        assertThat(member.drained).isTrue();
    }

    @Test
    void changesAreRefusedFromOtherMachinesWhileNoTokenIsSet() throws Exception {
        member.settings = new AdminSettings(new ListenAddress("0.0.0.0", 9090), "");

        assertThat(send(drain("Bearer anything")).statusCode()).isEqualTo(403);
        assertThat(member.drained).isFalse();
    }

    @Test
    void changesAreRefusedToWebPages() throws Exception {
        HttpRequest.Builder request = request("/api/v1/drain")
                .header("origin", "http://evil.example")
                .POST(HttpRequest.BodyPublishers.noBody());

        assertThat(send(request).statusCode()).isEqualTo(403);
        assertThat(member.drained).isFalse();
    }

    @Test
    void saysWhatItKnowsWhenAskedForSomethingElse() throws Exception {
        HttpResponse<String> unknown = get("/api/v1/nothing");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(unknown.body()).getString("detail")).contains("/api/v1/view");

        HttpResponse<String> wrong = send(request("/api/v1/view").DELETE());
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("allow")).hasValue("GET");
    }

    private HttpRequest.Builder drain(String authorization) {
        return request("/api/v1/drain")
                .header("authorization", authorization)
                .POST(HttpRequest.BodyPublishers.noBody());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A member whose answers the tests set. */
    private static final class FakeMember implements Member {
        private volatile List<String> notReady = List.of();
        private volatile List<String> stuck = List.of();
        private volatile AdminSettings settings = AdminSettings.DEFAULT;
        private volatile ConfigStatus config = new ConfigStatus(
                Instant.parse("2026-01-01T00:00:00Z"),
                "cafe",
                "beef",
                new JsonObject().put("some", "thing"),
                Instant.EPOCH,
                List.of());
        private volatile boolean drained;
        private volatile boolean refreshed;

        @Override
        public List<String> notReady() {
            return notReady;
        }

        @Override
        public Future<List<String>> stuckLoops() {
            return Future.succeededFuture(stuck);
        }

        @Override
        public Future<MemberView> view() {
            TargetId target = new TargetId(EndpointAddress.parse("127.0.0.1:9001"), "f");
            String reason = "L4CON: connection refused";
            Vote vote = new Vote(
                    new MemberId("a-1"), target, new Hysteresis(VoteState.DOWN, false, 3), reason, 1_000_000_000L);
            EndpointStatus endpoint = new EndpointStatus(
                    new Endpoint(target.address(), 1, "x"),
                    new Verdict(VerdictState.DOWN, reason, 1_000_000_000L, false),
                    false,
                    new Standing(true, false, false, true, false),
                    List.of(new MemberId("a-1")),
                    List.of(vote),
                    new Evidence(
                            true, false, 2, List.of(new Evidence.Said(new MemberId("b-1"), "fails", "status 503"))));
            return Future.succeededFuture(new MemberView(
                    List.of(
                            status("a", 0xaa, true, 1_002_000_000L, 3_000_000_000L),
                            status("b", 0xbb, true, 1_000_000_000L, 2_998_000_000L),
                            status("c", 0xaa, false, 500_000_000L, 0)),
                    List.of(
                            new UpstreamStatus("shop", true, List.of(endpoint)),
                            new UpstreamStatus("none", false, List.of())),
                    Map.of("shop", found(endpoint.endpoint())),
                    1_002_000_000L,
                    nanos -> Instant.parse("2026-01-01T00:00:00Z").plusNanos(nanos),
                    (upstream, address) -> 7));
        }

        private static MemberStatus status(String name, long viewHash, boolean live, long heardAt, long leaseNanos) {
            MemberCard card = new MemberCard(name, "x", "127.0.0.1:5701", "127.0.0.1:9090", MemberState.READY);
            Pulse pulse = new Pulse(new MemberId(name + "-1"), card, 1, 2, 3, viewHash, 0xcafe, 1, false);
            return new MemberStatus(live, pulse, heardAt, leaseNanos);
        }

        @Override
        public ConfigStatus config() {
            return config;
        }

        @Override
        public void drain() {
            drained = true;
        }

        @Override
        public Future<Void> refreshMetrics() {
            refreshed = true;
            return Future.succeededFuture();
        }
    }
}
