package io.quorate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quorate.app.health.Links;
import io.quorate.app.reload.ConfigRefusedException;
import io.quorate.config.ConfigReader;
import io.quorate.core.model.net.ListenAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole member in this process, with a real config directory. */
class MemberTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable RunningMember running;
    private int red;
    private int blue;

    @BeforeEach
    void startBackends() {
        red = backend("red");
        blue = backend("blue");
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.stop().await();
        }
        vertx.close().await();
    }

    @Test
    void isReadyWhenItServes() throws Exception {
        RunningMember member = start(config("127.0.0.1:0", red));

        assertThat(member.notReady()).isEmpty();
        assertThat(get(member, "web", "/").body()).isEqualTo("red");
        assertThat(admin(member, "/readyz").statusCode()).isEqualTo(200);
        assertThat(admin(member, "/livez").statusCode()).isEqualTo(200);
        assertThat(admin(member, "/metrics").body())
                .contains("quorate_endpoint_up{address=\"127.0.0.1:" + red + "\",upstream=\"app\"} 1.0")
                .contains("quorate_requests_total{code=\"200\",route=\"all\",upstream=\"app\"} 1.0")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void startsAndIsReadyWithNoBackendAtAll() throws Exception {
        RunningMember member = start(config("127.0.0.1:0", closedPort()));

        assertThat(member.notReady()).isEmpty();
        assertThat(get(member, "web", "/").statusCode()).isEqualTo(503);
    }

    @Test
    void refusesToStartWhenAPortIsTakenAndNamesThePlace() {
        String taken = "127.0.0.1:" + red;

        assertThatThrownBy(() -> start(config(taken, blue)))
                .isInstanceOfSatisfying(
                        ConfigRefusedException.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .satisfies(problem -> {
                                    assertThat(problem.file()).isEqualTo("quorate.yaml");
                                    assertThat(problem.line()).isEqualTo(1);
                                    assertThat(problem.path()).isEqualTo("listeners[0].address");
                                    assertThat(problem.message()).contains("cannot be bound");
                                }));
    }

    @Test
    void refusesToStartWhenTheAdminPortIsTakenAndNamesThePlace() {
        assertThatThrownBy(() -> start(config("127.0.0.1:0", blue, red)))
                .isInstanceOfSatisfying(
                        ConfigRefusedException.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .satisfies(problem -> assertThat(problem.toString())
                                        .startsWith("quorate.yaml:4: admin.address: 127.0.0.1:" + red
                                                + " cannot be bound")));
    }

    @Test
    void aReloadWhosePortIsTakenChangesNothing() throws Exception {
        RunningMember member = start(config("127.0.0.1:0", red));
        ListenAddress before = member.listener("web").orElseThrow();

        write("listeners: [{ name: other, address: \"127.0.0.1:" + red + "\" }]\n", "other.yaml");
        await().atMost(SOON).until(() -> !member.config().problems().isEmpty());

        assertThat(member.config().problems().get(0).toString())
                .startsWith("other.yaml:1: listeners[0].address: cannot be bound");
        assertThat(member.listener("web")).hasValue(before);
        assertThat(member.listener("other")).isEmpty();
        assertThat(get(member, "web", "/").body()).isEqualTo("red");
    }

    @Test
    void aGaugeTellsWhetherTheDirectoryHoldsWhatIsRefused() throws Exception {
        RunningMember member = start(config("127.0.0.1:0", red));
        assertThat(admin(member, "/metrics").body()).contains("\nquorate_config_refused 0.0\n");

        write("routes: 5\n", "broken.yaml");
        await().atMost(SOON).until(() -> admin(member, "/metrics").body().contains("\nquorate_config_refused 1.0\n"));

        Files.delete(directory.resolve("broken.yaml"));
        await().atMost(SOON).until(() -> admin(member, "/metrics").body().contains("\nquorate_config_refused 0.0\n"));
    }

    @Test
    void aReloadMovesTheAdminApi() throws Exception {
        RunningMember member = start(config("127.0.0.1:0", red));
        int wanted = closedPort();

        write(config("127.0.0.1:0", red, wanted), "quorate.yaml");

        await().atMost(SOON).until(() -> member.adminAddress().port() == wanted);
        assertThat(admin(member, "/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void aReloadWhoseAdminPortIsTakenChangesNothing() throws Exception {
        RunningMember member = start(config("127.0.0.1:0", red));
        int before = member.adminAddress().port();

        write(config("127.0.0.1:0", blue, blue), "quorate.yaml");
        await().atMost(SOON).until(() -> !member.config().problems().isEmpty());

        assertThat(member.config().problems().get(0).path()).isEqualTo("admin.address");
        assertThat(member.adminAddress().port()).isEqualTo(before);
        assertThat(get(member, "web", "/").body()).isEqualTo("red");
    }

    @Test
    void anUpstreamWhoseEndpointsAreAllReplacedIsNeverEmpty() throws Exception {
        RunningMember member = start(config("127.0.0.1:0", red));
        String seen = "red";
        for (int i = 0; i < 10; i++) {
            int next = seen.equals("red") ? blue : red;
            write(config("127.0.0.1:0", next), "quorate.yaml");
            String wanted = seen.equals("red") ? "blue" : "red";
            await().atMost(SOON).pollInterval(Duration.ofMillis(2)).until(() -> {
                HttpResponse<String> answer = get(member, "web", "/");
                assertThat(answer.statusCode()).isEqualTo(200);
                return answer.body().equals(wanted);
            });
            seen = wanted;
        }
    }

    @Test
    void aRenamedListenerAnswersAllTheWay() throws Exception {
        RunningMember member = start(config("127.0.0.1:" + closedPort(), red));
        int port = member.listener("web").orElseThrow().port();
        URI uri = URI.create("http://127.0.0.1:" + port + "/");

        write(
                config("127.0.0.1:" + port, blue)
                        .replace("name: web", "name: www")
                        .replace("name: all", "name: all, listeners: [www]"),
                "quorate.yaml");

        await().atMost(SOON).pollInterval(Duration.ofMillis(2)).until(() -> {
            HttpResponse<String> answer = send(uri);
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body().equals("blue");
        });
    }

    @Test
    void refusesAnAddressThatTheAdminApiAndAListenerBothWant() throws Exception {
        int port = closedPort();

        assertThatThrownBy(() -> start(config("127.0.0.1:" + port, red, port)))
                .isInstanceOfSatisfying(
                        ConfigRefusedException.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .satisfies(problem -> assertThat(problem.path()).isEqualTo("listeners[0].address")));
    }

    @Test
    void refusesToSwapTheAddressesOfTheAdminApiAndAListener() throws Exception {
        int web = closedPort();
        int admin = closedPort();
        RunningMember member = start(config("127.0.0.1:" + web, red, admin));

        write(config("127.0.0.1:" + admin, blue, web), "quorate.yaml");
        await().atMost(SOON).until(() -> member.config().problems().size() == 2);

        assertThat(get(member, "web", "/").body()).isEqualTo("red");
        assertThat(admin(member, "/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void aDrainIsNotUndoneByAReloadThatComesWithIt() throws Exception {
        RunningMember member = start(config("127.0.0.1:0", red));
        Future<Void> reload = member.offer(ConfigReader.read(directory, name -> ""));
        member.drain();
        Future<Void> after = member.offer(ConfigReader.read(directory, name -> ""));

        Future.join(reload, after).await();

        await().atMost(SOON).until(() -> member.listener("web").isEmpty());
        assertThat(member.notReady()).containsExactly("draining");
    }

    @Test
    void drainsWhenAsked() throws Exception {
        RunningMember member = start(config("127.0.0.1:0", red));
        HttpRequest drain = HttpRequest.newBuilder(adminUri(member, "/api/v1/drain"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();

        assertThat(client.send(drain, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(202);

        HttpResponse<String> ready = admin(member, "/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("draining");
        assertThat(new JsonObject(admin(member, "/api/v1/view").body())
                        .getJsonArray("members")
                        .getJsonObject(0)
                        .getString("state"))
                .isEqualTo("draining");
        await().atMost(SOON).until(() -> member.listener("web").isEmpty());
    }

    @Test
    void drainsByTheConfigThatIsApplied() throws Exception {
        RunningMember member = start(config("127.0.0.1:0", red) + "drain: { delay: 1h, timeout: 1h }\n");
        assertThat(member.drainBound()).isEqualTo(Duration.ofHours(2));

        write(config("127.0.0.1:0", red) + "drain: { delay: 0s, timeout: 20s }\n", "quorate.yaml");
        await().atMost(SOON).until(() -> member.drainBound().equals(Duration.ofSeconds(20)));
        member.drain();

        await().atMost(SOON).until(() -> member.listener("web").isEmpty());
    }

    private RunningMember start(String config) throws IOException {
        write(config, "quorate.yaml");
        RunningMember member = Bootstrap.start(new Settings(directory, "a", "", Links.ALONE), name -> "")
                .await();
        running = member;
        return member;
    }

    private void write(String content, String file) throws IOException {
        Path written = Files.writeString(directory.resolve("next.txt"), content);
        Files.move(written, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String config(String listen, int endpoint) {
        return config(listen, endpoint, 0);
    }

    private static String config(String listen, int endpoint, int admin) {
        return """
                listeners: [{ name: web, address: "%s" }]
                routes: [{ name: all, upstream: app }]
                upstreams: [{ name: app, endpoints: [{ address: "127.0.0.1:%d" }], check: { type: http, path: /, interval: 500ms } }]
                admin: { address: "127.0.0.1:%d" }
                """.formatted(listen, endpoint, admin);
    }

    private HttpResponse<String> get(RunningMember member, String listener, String path)
            throws IOException, InterruptedException {
        int port = member.listener(listener).orElseThrow().port();
        return send(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> admin(RunningMember member, String path) throws IOException, InterruptedException {
        return send(adminUri(member, path));
    }

    private static URI adminUri(RunningMember member, String path) {
        return URI.create("http://127.0.0.1:" + member.adminAddress().port() + path);
    }

    private HttpResponse<String> send(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private int backend(String name) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response().end(name));
        return server.listen(0, "127.0.0.1").await().actualPort();
    }

    private int closedPort() {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {});
        int port = server.listen(0, "127.0.0.1").await().actualPort();
        server.close().await();
        return port;
    }
}
