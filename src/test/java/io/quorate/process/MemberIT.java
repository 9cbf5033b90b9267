package io.quorate.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One member from end to end: the packaged jar in front of three real nginx servers. */
class MemberIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private final List<Nginx> servers = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private int proxyPort;

    @BeforeEach
    void startServers() throws IOException {
        for (int i = 0; i < 3; i++) {
            Nginx server = Nginx.start(directory.resolve("nginx-" + i));
            server.serve("index.html", "hello\n");
            servers.add(server);
        }
        proxyPort = Ports.free();
    }

    @AfterEach
    void stopServers() {
        servers.forEach(Nginx::close);
    }

    @Test
    void sendsNothingToAServerThatIsKilledAndUsesItAgainWhenItReturns() throws Exception {
        try (Quorate quorate = Quorate.run(directory, conf(servers, "path: /health"))) {
            Nginx killed = servers.get(0);
            assertThat(Wrk.start(url("/"), 64, 3).join()).matches(Wrk.Result::clean);
            assertThat(killed.requests()).isPositive();

            killed.kill();
            await().atMost(SOON).until(() -> quorate.verdict(killed.address()).equals("down"));
            assertThat(quorate.endpoint(killed.address()).getString("reason")).startsWith("L4CON");
            long before = killed.requests();
            assertThat(Wrk.start(url("/"), 64, 3).join()).matches(Wrk.Result::clean);

            killed.restart();
            assertThat(killed.requests()).isEqualTo(before);
            await().atMost(SOON).until(() -> quorate.verdict(killed.address()).equals("up"));
            assertThat(Wrk.start(url("/"), 64, 2).join()).matches(Wrk.Result::clean);
            assertThat(killed.requests()).isGreaterThan(before);
            assertThat(quorate.log().lines().filter(line -> line.contains("to=down")))
                    .as("a change of state is logged once")
                    .hasSize(1);
        }
    }

    @Test
    void eachRuleFailsForItsOwnReason() throws Exception {
        Nginx one = servers.get(0);
        one.serve("body.txt", "warming up\n");
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.writeString(
                conf.resolve("quorate.yaml"), """
                listeners: [{ name: web, address: "127.0.0.1:%d" }]
                routes: [{ name: all, upstream: status }]
                upstreams:
                  - name: status
                    endpoints: [{ address: "%s" }]
                    check: { type: http, path: /nothing-here }
                    panic: { threshold: 0%% }
                  - name: body
                    endpoints: [{ address: "%s" }]
                    check: { type: http, path: /body.txt, expect: { body: "ready" } }
                  - name: header
                    endpoints: [{ address: "%s" }]
                    check: { type: http, path: /, expect: { header: { x-server: "another" } } }
                """.formatted(proxyPort, one.address(), one.address(), one.address()));
        try (Quorate quorate = Quorate.run(directory, conf)) {
            List<String> reasons = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                reasons.add(quorate.view()
                        .getJsonArray("upstreams")
                        .getJsonObject(i)
                        .getJsonArray("endpoints")
                        .getJsonObject(0)
                        .getString("reason"));
            }
            assertThat(reasons.get(0)).startsWith("L7STS").contains("404");
            assertThat(reasons.get(1)).startsWith("L7BDY").contains("ready");
            assertThat(reasons.get(2)).startsWith("L7HDR").contains("x-server");
            assertThat(send("/").statusCode()).isEqualTo(503);
            assertThat(send("/").headers().firstValue("retry-after")).isPresent();
        }
    }

    @Test
    void servesOnWithTheOldConfigWhenTheNewOneIsBroken() throws Exception {
        Path conf = conf(servers, "path: /health");
        try (Quorate quorate = Quorate.run(directory, conf)) {
            Files.writeString(
                    conf.resolve("broken.yaml"), "routes:\n  - name: x\n    upstream: nowhere\n    pathh: /\n");

            await().atMost(SOON).until(() -> quorate.config().getValue("lastError") != null);
            String problems = quorate.config().getJsonObject("lastError").encode();
            assertThat(problems).contains("broken.yaml").contains("nowhere").contains("pathh");
            assertThat(quorate.metric("quorate_config_reloads_total{result=\"rejected\"}"))
                    .isEqualTo(1);
            assertThat(quorate.log()).contains("event=config_rejected");
            assertThat(quorate.readyz()).isEqualTo(200);
            assertThat(send("/").statusCode()).isEqualTo(200);

            Files.delete(conf.resolve("broken.yaml"));
            await().atMost(SOON).until(() -> quorate.config().getValue("lastError") == null);
            JsonObject applied = quorate.config();
            String told = "event=config_applied hash=" + applied.getString("hash") + " content="
                    + applied.getString("contentHash");
            await().atMost(SOON).until(() -> quorate.log().contains(told));
        }
    }

    @Test
    void losesNoRequestAndNoVerdictWhileTheConfigChangesEverySecond() throws Exception {
        Path conf = conf(servers.subList(0, 2), "path: /health");
        try (Quorate quorate = Quorate.run(directory, conf)) {
            String kept = servers.get(0).address();
            String since = quorate.endpoint(kept).getString("since");
            CompletableFuture<Wrk.Result> load = Wrk.start(url("/"), 32, 10);

            int reloads = 0;
            while (!load.isDone()) {
                conf(reloads % 2 == 0 ? servers : servers.subList(0, 2), "path: /health");
                reloads++;
                int wanted = 1 + reloads;
                await().atMost(SOON)
                        .until(() -> quorate.metric("quorate_config_reloads_total{result=\"applied\"}") >= wanted);
            }

            assertThat(load.join()).matches(Wrk.Result::clean);
            assertThat(reloads).isGreaterThan(10);
            assertThat(quorate.endpoint(kept).getString("since")).isEqualTo(since);
        }
    }

    @Test
    void seesASwapOfTheDataLinkAndNeverHalfOfIt() throws Exception {
        Mount mount = new Mount(directory.resolve("mount"));
        swap(mount, servers.subList(0, 1));
        try (Quorate quorate = Quorate.run(directory, mount.directory())) {
            for (int i = 0; i < 10; i++) {
                List<Nginx> next = servers.subList(0, 1 + (i + 1) % 3);
                swap(mount, next);
                await().atMost(Duration.ofSeconds(2))
                        .until(() -> quorate.view()
                                        .getJsonArray("upstreams")
                                        .getJsonObject(0)
                                        .getInteger("total")
                                == next.size());
            }
            assertThat(quorate.metric("quorate_config_reloads_total{result=\"rejected\"}"))
                    .isZero();
        }
    }

    @Test
    void finishesWhatRunsWhenItIsToldToStop() throws Exception {
        long size = 64L << 20;
        servers.get(0).serve("big.bin", size);
        try (Quorate quorate = Quorate.run(directory, conf(servers.subList(0, 1), "path: /health"))) {
            Process download = new ProcessBuilder(
                            "curl",
                            "-sS",
                            "--limit-rate",
                            "16M",
                            "-o",
                            "/dev/null",
                            "-w",
                            "%{http_code} %{size_download}",
                            url("/big.bin"))
                    .start();
            await().atMost(SOON)
                    .until(() -> quorate.endpoint(servers.get(0).address()).getInteger("inFlight") == 1);

            quorate.process().destroy();

            await().atMost(SOON).until(() -> !Ports.accepts(proxyPort));
            assertThat(output(download)).isEqualTo("200 " + size);
            assertThat(quorate.process().waitFor()).isZero();
        }
    }

    @Test
    void clientsThatDoNotReadCostLittleMemory() throws Exception {
        servers.get(0).serve("big.bin", 1L << 30);
        List<Socket> clients = new ArrayList<>();
        try (Quorate quorate = Quorate.run(directory, conf(servers.subList(0, 1), "path: /health"), "-Xmx64m")) {
            for (int i = 0; i < 80; i++) {
                Socket client = new Socket();
                clients.add(client);
                client.setReceiveBufferSize(4096);
                client.connect(Ports.at(proxyPort));
                client.getOutputStream().write("GET /big.bin HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
            }
            await().atMost(SOON)
                    .until(() -> quorate.endpoint(servers.get(0).address()).getInteger("inFlight") == 80);

            assertThat(Wrk.start(url("/"), 8, 2).join()).matches(Wrk.Result::clean);
            assertThat(quorate.log()).doesNotContain("OutOfMemory");
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aGibibyteGoesDownAndUpWithAHeapOf64Mebibytes() throws Exception {
        long size = 1L << 30;
        Path big = servers.get(0).serve("big.bin", size);
        try (Quorate quorate = Quorate.run(
                directory, conf(servers.subList(0, 1), "path: /health"), "-Xmx64m", "-XX:MaxDirectMemorySize=64m")) {
            assertThat(curl("-o", "/dev/null", "-w", "%{http_code} %{size_download}", url("/big.bin")))
                    .isEqualTo("200 " + size);
            assertThat(curl("-T", big.toString(), "-X", "POST", "-w", "%{http_code} %{size_upload}", url("/upload")))
                    .isEqualTo("204 " + size);
            assertThat(quorate.log()).doesNotContain("OutOfMemory");
        }
    }

    /** Writes a config whose one upstream has these servers, each file whole or not at all. */
    private Path conf(List<Nginx> endpoints, String check) throws IOException {
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Path written =
                Files.writeString(directory.resolve("next.yaml"), listenerAndRoute() + upstream(endpoints, check));
        Files.move(written, conf.resolve("quorate.yaml"), StandardCopyOption.ATOMIC_MOVE);
        return conf;
    }

    private void swap(Mount mount, List<Nginx> endpoints) throws IOException {
        mount.swap(Map.of("quorate.yaml", listenerAndRoute(), "upstreams.yaml", upstream(endpoints, "path: /health")));
    }

    private String listenerAndRoute() {
        return """
                listeners: [{ name: web, address: "127.0.0.1:%d" }]
                routes: [{ name: all, upstream: shop }]
                """.formatted(proxyPort);
    }

    private static String upstream(List<Nginx> endpoints, String check) {
        String list = endpoints.stream()
                .map(server -> "{ address: \"" + server.address() + "\" }")
                .collect(Collectors.joining(", "));
        return """
                upstreams:
                  - name: shop
                    balance: round-robin
                    endpoints: [%s]
                    check: { type: http, %s, interval: 500ms }
                """.formatted(list, check);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + proxyPort + path;
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(path))).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String curl(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "120"));
        command.addAll(List.of(arguments));
        return output(new ProcessBuilder(command).start());
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }
}
