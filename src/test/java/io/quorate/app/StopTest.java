package io.quorate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quorate.app.health.Links;
import io.quorate.config.ConfigReader;
import io.quorate.probe.LogWatch;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way out of a member, from wherever it is. */
class StopTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String[] WAY = {"draining", "drained", "leaving", "stopped"};

    @TempDir
    private Path directory;

    private final LogWatch log = LogWatch.ofAll();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Start> starts = new ArrayList<>();

    @BeforeEach
    void configure() throws IOException {
        write("drain: { delay: 0s }");
    }

    @AfterEach
    void stop() {
        starts.forEach(start -> start.stop().await());
        log.close();
    }

    @Test
    void goesStepByStepAndTellsOfEach() {
        Start start = begin();
        start.running().await();

        start.stop().await();

        assertThat(events()).isEqualTo("draining drained leaving stopped");
        assertThat(log.events("draining").get(0)).endsWith("delay=0s timeout=30s");
        assertThat(log.events("drained").get(0)).endsWith("cut=0");
    }

    @Test
    void servesAsBeforeUntilTheDelayIsOver() throws Exception {
        write("drain: { delay: 1h }");
        Start start = begin();
        RunningMember member = start.running().await();

        member.drain();

        assertThat(member.notReady()).containsExactly("draining");
        HttpResponse<String> answer = get(member.listener("web").orElseThrow().port(), "/");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("connection")).isEmpty();
        assertThat(get(member.adminAddress().port(), "/readyz").statusCode()).isEqualTo(503);
        assertThat(get(member.adminAddress().port(), "/livez").statusCode()).isEqualTo(200);
        assertThat(get(member.adminAddress().port(), "/metrics").body()).contains("quorate_draining 1.0");
        assertThat(events()).isEqualTo("draining");
        // One that waits for an hour is not waited for.
        starts.clear();
        start.vertx.close().await();
    }

    @Test
    void aSecondWordGoesOnWithTheDrainThatHasBegun() throws Exception {
        Start start = begin();
        RunningMember member = start.running().await();
        assertThat(get(member.adminAddress().port(), "/metrics").body()).contains("quorate_draining 0.0");
        member.drain();
        await().atMost(SOON).until(() -> events().equals("draining drained"));
        write("drain: { delay: 1h }");
        Future<Void> reload = member.offer(ConfigReader.read(directory, name -> ""));

        member.drain();
        reload.await();
        assertThat(get(member.adminAddress().port(), "/livez").statusCode()).isEqualTo(200);
        start.stop().await();

        assertThat(events()).isEqualTo("draining drained leaving stopped");
    }

    @Test
    void aMemberThatStillStartsEndsAtOnceHoweverFarItIs() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Until the first probe tells something a member is not ready.
            write("""
                    drain: { delay: 1h }
                    upstreams:
                      - name: app
                        endpoints: [{ address: "127.0.0.1:%d" }]
                        check: { type: http, path: /, timeout: 1m, interval: 2m }
                    """.formatted(silent.getLocalPort()));
            for (int millis = 1; millis < 600; millis += 60) {
                Start start = begin();
                long wait = millis;
                assertThatThrownBy(() -> start.running().await(wait, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
                start.stop().await(10, TimeUnit.SECONDS);
                starts.clear();
            }
        }
        assertThat(complaints()).isEmpty();
    }

    @Test
    void aConfigThatComesMeanwhileKeepsNothingUp() throws Exception {
        for (int i = 0; i < 5; i++) {
            Start start = begin();
            RunningMember member = start.running().await();
            for (int j = 0; j < 5; j++) {
                write("drain: { delay: 0s, timeout: %ds }".formatted(j + 1));
                Future<Void> unused = member.offer(ConfigReader.read(directory, name -> ""));
            }
            start.stop().await(10, TimeUnit.SECONDS);
        }
        assertThat(log.events("stopped")).hasSize(5);
        assertThat(complaints()).isEmpty();
    }

    private Start begin() {
        Start start = Bootstrap.begin(new Settings(directory, "a", "", Links.ALONE), name -> "");
        starts.add(start);
        return start;
    }

    private void write(String section) throws IOException {
        Path written = Files.writeString(directory.resolve("next.txt"), """
                listeners: [{ name: web, address: "127.0.0.1:0" }]
                routes: [{ name: all, respond: { status: 200, body: "hello" } }]
                admin: { address: "127.0.0.1:0" }
                %s
                """.formatted(section));
        Files.move(written, directory.resolve("quorate.yaml"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** But for pauses, which say something of the machine. */
    private List<String> complaints() {
        return log.complaints().stream()
                .filter(line -> !line.contains("event=paused "))
                .toList();
    }

    private String events() {
        return log.events(WAY).stream()
                .map(line -> line.substring("event=".length(), line.indexOf(' ')))
                .collect(Collectors.joining(" "));
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
