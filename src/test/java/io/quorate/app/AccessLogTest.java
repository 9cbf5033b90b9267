package io.quorate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quorate.app.health.Links;
import io.quorate.app.reload.ConfigRefusedException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The access log of a whole member, as its config says and says anew. */
class AccessLogTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable RunningMember running;
    private Path conf;
    private Path logs;

    @BeforeEach
    void makeDirectories() throws IOException {
        conf = Files.createDirectory(directory.resolve("conf"));
        logs = Files.createDirectory(directory.resolve("logs"));
    }

    @AfterEach
    void stop() {
        stopped();
    }

    @Test
    void writesALineForEachRequestIntoAFileNamedFromTheDirectory() throws Exception {
        RunningMember member = start("path: ../logs/access.log");
        get(member, "/a?b");
        get(member, "/c");

        assertThat(paths("access.log", 2)).containsExactly("/a", "/c");
    }

    @Test
    void hasWrittenAllLinesWhenTheMemberHasStopped() throws Exception {
        RunningMember member = start("path: ../logs/access.log");
        int count = 50;
        for (int i = 0; i < count; i++) {
            get(member, "/");
        }
        stopped();

        assertThat(Files.readAllLines(logs.resolve("access.log"))).hasSize(count);
        assertThat(openFiles()).doesNotContain(logs.resolve("access.log"));
    }

    @Test
    void followsAReloadToAnotherFileAndFormat() throws Exception {
        RunningMember member = start("path: ../logs/one.log");
        get(member, "/1");
        change(member, "path: ../logs/two.log, format: text");
        await().atMost(SOON).until(() -> Files.exists(logs.resolve("two.log")));
        get(member, "/2");

        assertThat(paths("one.log", 1)).containsExactly("/1");
        await().atMost(SOON)
                .until(() -> !Files.readAllLines(logs.resolve("two.log")).isEmpty());
        assertThat(Files.readString(logs.resolve("two.log"))).contains("\"GET /2 HTTP/1.1\" 200 2");
    }

    @Test
    void endsWithTheConfigThatHasNone() throws Exception {
        RunningMember member = start("path: ../logs/access.log");
        get(member, "/1");
        write(config(""));
        await().atMost(SOON).until(() -> !member.config().effective().containsKey("accessLog"));
        get(member, "/2");
        stopped();

        assertThat(paths("access.log", 1)).containsExactly("/1");
    }

    /** Paths that cannot be, and what is said of them; DIR stands for the test's own directory. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "none/access.log;no directory for it (expected: one that is there, looked for at DIR/conf/none)",
                "DIR/none/access.log;no directory for it (expected: one that is there, looked for at DIR/none)",
                "../logs;a directory (expected: a file)",
                "access.yaml;would be read as config (expected: a file outside of the config directory)",
                "../conf/a.json;would be read as config (expected: a file outside of the config directory)",
            })
    void aPathThatCannotBeIsToldByItsPlaceAtTheStart(String path, String problem) {
        String written = path.replace("DIR", directory.toString());
        assertThatThrownBy(() -> start("path: " + written))
                .isInstanceOfSatisfying(
                        ConfigRefusedException.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .hasToString("quorate.yaml:4: accessLog.path: " + written + ": "
                                        + problem.replace("DIR", directory.toString())));
    }

    @Test
    void aReloadWhosePathCannotBeChangesNothing() throws Exception {
        RunningMember member = start("path: ../logs/access.log");
        write(config("accessLog: { path: ../none/access.log, format: text }").replace("ok", "changed"));
        await().atMost(SOON).until(() -> !member.config().problems().isEmpty());

        assertThat(member.config().problems())
                .singleElement()
                .asString()
                .startsWith("quorate.yaml:4: accessLog.path: ../none/access.log: no directory for it");
        assertThat(get(member, "/still").body()).isEqualTo("ok");
        assertThat(paths("access.log", 1)).containsExactly("/still");
    }

    @Test
    void aReloadThatIsRefusedForAnotherReasonLeavesTheLogAlone() throws Exception {
        RunningMember member = start("path: ../logs/access.log");
        int taken = member.adminAddress().port();
        write(config("accessLog: { path: ../logs/other.log }")
                .replace("127.0.0.1:0\" }]", "127.0.0.1:" + taken + "\" }]"));
        await().atMost(SOON).until(() -> !member.config().problems().isEmpty());
        get(member, "/still");

        assertThat(paths("access.log", 1)).containsExactly("/still");
        assertThat(logs.resolve("other.log")).doesNotExist();
    }

    private static List<Path> openFiles() throws IOException {
        List<Path> open = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : links) {
                // Descriptors of others come and go meanwhile.
                if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                    open.add(Path.of(link.toFile().getCanonicalPath()));
                }
            }
        }
        return open;
    }

    private RunningMember start(String section) throws IOException {
        write(config("accessLog: { " + section + " }"));
        RunningMember member = Bootstrap.start(new Settings(conf, "a", "", Links.ALONE), name -> "")
                .await();
        running = member;
        return member;
    }

    private void stopped() {
        if (running != null) {
            running.stop().await();
            running = null;
        }
    }

    private void change(RunningMember member, String section) throws IOException {
        JsonObject before = member.config().effective().getJsonObject("accessLog");
        write(config("accessLog: { " + section + " }"));
        await().atMost(SOON)
                .until(() ->
                        !member.config().effective().getJsonObject("accessLog").equals(before));
    }

    private void write(String config) throws IOException {
        Path written = Files.writeString(directory.resolve("next"), config);
        Files.move(written, conf.resolve("quorate.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String config(String section) {
        return """
                listeners: [{ name: web, address: "127.0.0.1:0" }]
                routes: [{ name: all, respond: { status: 200, body: "ok" } }]
                admin: { address: "127.0.0.1:0" }
                """ + section + "\n";
    }

    private HttpResponse<String> get(RunningMember member, String path) throws IOException, InterruptedException {
        int port = member.listener("web").orElseThrow().port();
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The paths of all requests in a log, once there are so many. */
    private List<String> paths(String name, int count) {
        Path file = logs.resolve(name);
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> Files.readAllLines(file).size() >= count);
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> new JsonObject(line).getString("path"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
