package io.quorate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.quorate.app.health.Links;
import io.quorate.testing.DnsAnswer;
import io.quorate.testing.DnsServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole member whose endpoints stand in the DNS. */
class DiscoveryTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String NAME = "_http._tcp.shop.test";
    private static final String CHECK = "check: { type: http, path: /, interval: 500ms }";
    private static final String NO_CHECK = "panic: { threshold: 0% }";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<HttpServerRequest> held = new ArrayList<>();
    private @Nullable RunningMember running;
    private DnsServer dns;
    private int red;
    private int blue;

    DiscoveryTest() throws IOException {
        dns = DnsServer.start();
    }

    @BeforeEach
    void startBackends() {
        red = backend("red");
        blue = backend("blue");
        dns.put("host.test", DnsRecordType.A, DnsAnswer.a(0, "127.0.0.1"));
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.stop().await();
        }
        vertx.close().await();
        dns.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {CHECK, NO_CHECK})
    void itIsReadyWithWhatItFinds(String check) throws Exception {
        answer(red, blue);
        RunningMember member = start(config(NAME, check));

        assertThat(bodies(member, 20)).containsExactlyInAnyOrder("red", "blue");
        JsonObject upstream = upstream(member);
        assertThat(upstream.getInteger("total")).isEqualTo(2);
        assertThat(upstream.getJsonObject("discovery").getInteger("found")).isEqualTo(2);
        assertThat(upstream.getJsonObject("discovery").getString("problem")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {CHECK, NO_CHECK})
    void aChangeIsFollowedAndFailsNoRequest(String check) throws Exception {
        answer(red);
        RunningMember member = start(config(NAME, check));
        for (int i = 0; i < 6; i++) {
            int next = i % 2 == 0 ? blue : red;
            String wanted = i % 2 == 0 ? "blue" : "red";
            answer(next);
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> get(member, "/").equals(wanted));
            await().atMost(SOON)
                    .until(() -> upstream(member).getJsonObject("discovery").getInteger("leaving") == 0);
            assertThat(bodies(member, 10)).containsExactly(wanted);
        }
    }

    @Test
    void anAnswerThatComesBeforeItsEndpointsWorkFailsNoRequest() throws Exception {
        answer(red);
        RunningMember member = start(config(NAME, CHECK));
        // At that address nobody listens on the port of the red one.
        dns.put("late.test", DnsRecordType.A, DnsAnswer.a(0, "127.0.0.3"));
        dns.put(NAME, DnsRecordType.SRV, DnsAnswer.srv(0, "0 1 " + red + " late.test"));
        await().atMost(SOON).until(() -> upstream(member).getInteger("total") == 2);
        await().atMost(SOON).until(() -> upstream(member).getInteger("healthy") == 1);
        await().during(Duration.ofSeconds(1))
                .atMost(SOON)
                .until(() -> bodies(member, 5).equals(Set.of("red")));
        assertThat(upstream(member).getJsonObject("discovery").getInteger("leaving"))
                .isEqualTo(1);

        vertx.createHttpServer()
                .requestHandler(request -> request.response().end("late"))
                .listen(red, "127.0.0.3")
                .await();
        await().atMost(SOON)
                .until(() -> upstream(member).getJsonObject("discovery").getInteger("leaving") == 0);
        assertThat(bodies(member, 10)).containsExactly("late");
    }

    @Test
    void aRequestThatRunsOnOneThatIsGoneIsFinished() throws Exception {
        answer(red);
        RunningMember member = start(config(NAME, CHECK));
        CompletableFuture<HttpResponse<String>> running = client.sendAsync(
                HttpRequest.newBuilder(uri(member, "/held")).build(), HttpResponse.BodyHandlers.ofString());
        await().atMost(SOON).until(() -> !held.isEmpty());

        answer(blue);
        await().atMost(SOON).until(() -> get(member, "/").equals("blue"));
        await().atMost(SOON).until(() -> upstream(member).getInteger("total") == 1);
        held.forEach(request -> request.response().end("finished"));

        assertThat(running.get().body()).isEqualTo("finished");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SERVFAIL", "NXDOMAIN", "REFUSED", "empty", "silent", "gone"})
    void whatWasFoundLastHoldsWhileTheDnsFailsAndIsFollowedAgain(String failure) throws Exception {
        answer(red);
        RunningMember member = start(config(NAME, CHECK));

        int port = dns.address().getPort();
        fail(failure);
        await().atMost(SOON).until(() -> !problem(member).isEmpty());
        assertThat(bodies(member, 10)).containsExactly("red");
        assertThat(admin(member, "/readyz").statusCode()).isEqualTo(200);
        assertThat(admin(member, "/metrics").body())
                .contains("quorate_discovery_endpoints{upstream=\"app\"} 1.0")
                .contains("quorate_discovery_lookups_total{result=\"failed\",upstream=\"app\"}");

        if (failure.equals("gone")) {
            dns = DnsServer.start("127.0.0.1", port);
            dns.put("host.test", DnsRecordType.A, DnsAnswer.a(0, "127.0.0.1"));
        }
        answer(blue);
        await().atMost(SOON).until(() -> bodies(member, 4).equals(Set.of("blue")));
        assertThat(problem(member)).isEmpty();
    }

    @Test
    void aStartWaitsForTheFirstAnswer() throws Exception {
        fail("SERVFAIL");
        Future<RunningMember> starting = startLater(config(NAME, CHECK));
        await().atMost(SOON).until(() -> questions(NAME) >= 2);
        assertThat(starting.isComplete()).isFalse();
        answer(red);
        assertThat(get(starting.await(), "/")).isEqualTo("red");
    }

    @Test
    void aStartDoesNotWaitForWhatIsKnownNotToBeThere() throws Exception {
        fail("NXDOMAIN");
        RunningMember member = start(config(NAME, CHECK));

        await().atMost(SOON).until(() -> member.notReady().isEmpty());
        assertThat(send(uri(member, "/")).statusCode()).isEqualTo(503);
        assertThat(upstream(member).getInteger("total")).isZero();
        answer(red);
        await().atMost(SOON).until(() -> send(uri(member, "/")).statusCode() == 200);
    }

    @Test
    void aMemberThatCouldAskNobodyServesWhatItKnowsAndIsNotReady() throws Exception {
        fail("SERVFAIL");
        RunningMember member = start(config(NAME, CHECK));

        assertThat(member.notReady()).containsExactly("endpoints are not found yet");
        assertThat(admin(member, "/readyz").body()).contains("endpoints are not found yet");
        assertThat(send(uri(member, "/")).statusCode()).isEqualTo(503);
        answer(red);
        await().atMost(SOON).until(() -> member.notReady().isEmpty());
        assertThat(get(member, "/")).isEqualTo("red");
    }

    @Test
    void aReloadThatLooksElsewhereGoesOnWithWhatWasFoundUntilItIsAnswered() throws Exception {
        answer(red);
        dns.put("_http._tcp.other.test", DnsRecordType.SRV, DnsAnswer.failing(DnsResponseCode.SERVFAIL));
        RunningMember member = start(config(NAME, CHECK));

        write(config("_http._tcp.other.test", CHECK));
        await().atMost(SOON).until(() -> questions("_http._tcp.other.test") >= 2);
        assertThat(bodies(member, 10)).containsExactly("red");

        dns.put("_http._tcp.other.test", DnsRecordType.SRV, DnsAnswer.srv(0, "0 1 " + blue + " host.test"));
        await().atMost(SOON).until(() -> bodies(member, 4).equals(Set.of("blue")));
    }

    @Test
    void aReloadMayListWhatWasFoundAndFindWhatWasListed() throws Exception {
        answer(red);
        RunningMember member = start(config(NAME, CHECK));

        write(config(NAME, CHECK)
                .replaceFirst("discover: \\{.*?}", "endpoints: [{ address: '127.0.0.1:" + red + "' }]"));
        await().atMost(SOON).until(() -> upstream(member).getValue("discovery") == null);
        assertThat(bodies(member, 10)).containsExactly("red");
        long before = questions(NAME);

        write(config(NAME, CHECK));
        await().atMost(SOON).until(() -> questions(NAME) > before);
        assertThat(bodies(member, 10)).containsExactly("red");
    }

    @Test
    void sharesAndBackupsStandInTheRecords() throws Exception {
        dns.put(NAME, DnsRecordType.SRV, DnsAnswer.srv(0, "0 1 " + red + " host.test", "10 1 " + blue + " host.test"));
        RunningMember member = start(config(NAME, CHECK));
        assertThat(bodies(member, 20)).containsExactly("red");
        assertThat(upstream(member).getJsonArray("endpoints"))
                .extracting(endpoint -> ((JsonObject) endpoint).getBoolean("backup"))
                .containsExactlyInAnyOrder(false, true);
    }

    private void answer(int... ports) {
        String[] records = IntStream.of(ports)
                .mapToObj(port -> "0 1 " + port + " host.test")
                .toArray(String[]::new);
        dns.put(NAME, DnsRecordType.SRV, DnsAnswer.srv(0, records));
    }

    private long questions(String name) {
        return dns.count("udp SRV " + name + ".");
    }

    private void fail(String how) {
        switch (how) {
            case "empty" -> dns.put(NAME, DnsRecordType.SRV, DnsAnswer.empty());
            case "silent" -> dns.put(NAME, DnsRecordType.SRV, DnsAnswer.silent());
            case "gone" -> dns.close();
            default -> dns.put(NAME, DnsRecordType.SRV, DnsAnswer.failing(code(how)));
        }
    }

    private static DnsResponseCode code(String name) {
        return switch (name) {
            case "NXDOMAIN" -> DnsResponseCode.NXDOMAIN;
            case "REFUSED" -> DnsResponseCode.REFUSED;
            default -> DnsResponseCode.SERVFAIL;
        };
    }

    private String config(String name, String check) {
        return """
                listeners: [{ name: web, address: "127.0.0.1:0" }]
                routes: [{ name: all, upstream: app, retry: { attempts: 0 }, hedge: { connect: 0s } }]
                upstreams: [{ name: app, discover: { srv: %s, every: 100ms, server: "127.0.0.1:%d" }, %s }]
                admin: { address: "127.0.0.1:0" }
                drain: { delay: 0s, timeout: 5s }
                """.formatted(name, dns.address().getPort(), check);
    }

    private RunningMember start(String config) throws IOException {
        return startLater(config).await();
    }

    private Future<RunningMember> startLater(String config) throws IOException {
        write(config);
        return Bootstrap.start(new Settings(directory, "a", "", Links.ALONE), name -> "")
                .onSuccess(member -> running = member);
    }

    private void write(String content) throws IOException {
        Path written = Files.writeString(directory.resolve("next.txt"), content);
        Files.move(written, directory.resolve("quorate.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private Set<String> bodies(RunningMember member, int requests) throws Exception {
        Set<String> bodies = new HashSet<>();
        for (int i = 0; i < requests; i++) {
            bodies.add(get(member, "/"));
        }
        return bodies;
    }

    private String get(RunningMember member, String path) throws Exception {
        HttpResponse<String> answer = send(uri(member, path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static URI uri(RunningMember member, String path) {
        return URI.create(
                "http://127.0.0.1:" + member.listener("web").orElseThrow().port() + path);
    }

    private String problem(RunningMember member) throws Exception {
        return upstream(member).getJsonObject("discovery").getString("problem");
    }

    private JsonObject upstream(RunningMember member) throws Exception {
        return new JsonObject(admin(member, "/api/v1/view").body())
                .getJsonArray("upstreams")
                .getJsonObject(0);
    }

    private HttpResponse<String> admin(RunningMember member, String path) throws Exception {
        return send(URI.create("http://127.0.0.1:" + member.adminAddress().port() + path));
    }

    private HttpResponse<String> send(URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private int backend(String name) {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            if (request.path().equals("/held")) {
                held.add(request);
            } else {
                request.response().end(name);
            }
        });
        return server.listen(0, "127.0.0.1").await().actualPort();
    }
}
