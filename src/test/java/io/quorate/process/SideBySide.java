package io.quorate.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.core.model.transport.KeyPair;
import io.quorate.testing.Certificates;
import io.quorate.testing.Markdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages on taking over from another proxy show its config and ours: both run, in front of the same servers, and answer
 * alike but for the differences that the page tells.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SideBySide {
    private static final String DIFFERENCES = "<!-- differences -->";
    private static final String FORWARDED = "each that is forwarded";
    private static final String NOTHING = "none";
    private static final Set<String> ANSWER = Set.of("status", "location", "from", "strict-transport-security");

    protected static final String SHOP = "https://shop.example.com";
    private static final String API = "https://api.example.com";

    private final Predecessor predecessor;
    private final Path page;
    private Path directory;

    private final List<AutoCloseable> running = new ArrayList<>();
    private EchoServers servers;
    protected Answers theirs;
    protected Answers ours;

    SideBySide(Predecessor predecessor) {
        this.predecessor = predecessor;
        this.page = predecessor.page();
    }

    @AfterAll
    void stop() throws Exception {
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).close();
        }
    }

    @Test
    void takesTheConfigOfThePageWithoutAWarning() throws Exception {
        Path apart = Files.createDirectories(directory.resolve("apart"));
        String config =
                predecessor.local(Markdown.block(page, predecessor.info()), Ports.free(), Ports.free(), directory);
        assertThat(predecessor.complaints(apart, servers.inPlace(config))).isEmpty();
    }

    @Test
    void answersTheSameButForWhatThePageSays() throws Exception {
        Set<String> found = new TreeSet<>();
        Set<String> common = null;
        for (Map.Entry<String, List<String>> request : requests().entrySet()) {
            Map<String, String> one = theirs.to(request.getValue().toArray(String[]::new));
            Map<String, String> other = ours.to(request.getValue().toArray(String[]::new));
            Set<String> differences = differences(one, other);
            differences.forEach(each -> found.add(request.getKey() + " | " + each));
            if (one.containsKey("via") && group(one).equals(group(other))) {
                common = common == null ? new TreeSet<>(differences) : kept(common, differences);
            }
        }
        Set<String> everywhere = common == null ? Set.of() : common;
        found.removeIf(each -> everywhere.contains(each.substring(each.indexOf(" | ") + 3)));
        everywhere.forEach(each -> found.add(FORWARDED + " | " + each));
        assertThat(found).containsExactlyInAnyOrderElementsOf(told());
    }

    @Test
    void asksAsManyServersForARequestThatFails() throws Exception {
        for (String method : List.of("GET", "POST")) {
            String path = "/fail?" + method;
            assertThat(theirs.to("-X", method, SHOP + path + "-theirs")).containsEntry("status", "503");
            assertThat(ours.to("-X", method, SHOP + path + "-ours")).containsEntry("status", "503");
            assertThat(servers.requests(path + "-ours"))
                    .as(method)
                    .isEqualTo(servers.requests(path + "-theirs"))
                    .isEqualTo(method.equals("GET") ? 3 : 1);
        }
    }

    @Test
    void keepsAClientAtItsServer() throws Exception {
        for (Answers proxy : List.of(theirs, ours)) {
            for (String client : List.of("a", "b", "c", "d")) {
                Set<String> from = new TreeSet<>();
                for (int i = 0; i < 4; i++) {
                    from.add(proxy.to("-H", "Cookie: session=" + client, SHOP + "/cart")
                            .get("from"));
                }
                assertThat(from).as("%s through %s", client, proxy).hasSize(1);
            }
        }
    }

    /** By their names in the page: the arguments for curl. */
    private Map<String, List<String>> requests() throws IOException {
        Path large = Files.write(directory.resolve("large"), new byte[11 << 20]);
        Map<String, List<String>> requests = new LinkedHashMap<>();
        requests.put("http: /a?b=c", List.of("http://shop.example.com/a?b=c"));
        requests.put("http: /v1/x of the other host", List.of("http://api.example.com/v1/x"));
        for (String path : List.of(
                "/",
                "/a%20b?q=1&r=%2F",
                "/assets/site.css?v=2",
                "/assets/",
                "/assets",
                "/cart/1?x=y",
                "/cartoon",
                "/%61",
                "/a/../b",
                "/a//b",
                "/assets//x",
                "/assets/a%2Fb",
                "/assets/a%20b")) {
            requests.put(path, List.of(SHOP + path));
        }
        requests.put("HEAD /", List.of("-I", SHOP + "/"));
        requests.put("POST /cart", List.of("-d", "item=1", SHOP + "/cart"));
        requests.put("POST of 11 MiB", List.of("--http1.1", "--data-binary", "@" + large, SHOP + "/"));
        requests.put("/ in HTTP/1.1", List.of("--http1.1", SHOP + "/"));
        requests.put(
                "/ with X-Forwarded-*",
                List.of(
                        "-H",
                        "X-Forwarded-For: 6.6.6.6",
                        "-H",
                        "X-Forwarded-Proto: http",
                        "-H",
                        "X-Forwarded-Host: evil",
                        "-H",
                        "X-Forwarded-Port: 1",
                        "-H",
                        "X-Real-IP: 6.6.6.6",
                        SHOP + "/"));
        requests.put("api: /v1/users?page=2", List.of("-H", "Cookie: a=b", API + "/v1/users?page=2"));
        requests.put("api: /v1", List.of(API + "/v1"));
        requests.put("api: /", List.of(API + "/"));
        requests.put("unknown host", List.of("-k", "https://other.example.com/"));
        // Without a body: nginx as a server answers before it has read one, which HAProxy at times takes for an abort.
        requests.put(
                "gRPC",
                List.of(
                        "--http2",
                        "-H",
                        "content-type: application/grpc",
                        "-H",
                        "te: trailers",
                        "-X",
                        "POST",
                        API + "/shop.v1.Orders/Get"));
        requests.put(
                "WebSocket",
                List.of(
                        "--http1.1",
                        "-H",
                        "Connection: Upgrade",
                        "-H",
                        "Upgrade: websocket",
                        "-H",
                        "Sec-WebSocket-Version: 13",
                        "-H",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        SHOP + "/chat/room?id=1"));
        return requests;
    }

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        assumeTrue(predecessor.isInstalled(), () -> predecessor + " is not installed");
        String before = Markdown.block(page, predecessor.info());
        String after = Markdown.block(page, "yaml complete");
        servers = EchoServers.start(Files.createDirectories(directory.resolve("servers")), before + after);
        running.add(servers);
        Path authority = certificates();
        theirs = new Answers(Ports.free(), Ports.free(), authority);
        Process process = predecessor.start(
                directory,
                servers.inPlace(predecessor.local(before, theirs.http(), theirs.https(), directory)),
                theirs.https());
        running.add(() -> stop(process));
        ours = new Answers(Ports.free(), Ports.free(), authority);
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.writeString(
                conf.resolve("quorate.yaml"),
                servers.inPlace(after.replace("0.0.0.0:80", "127.0.0.1:" + ours.http())
                        .replace("0.0.0.0:443", "127.0.0.1:" + ours.https())
                        .replace("/etc/tls/", directory.resolve("tls") + "/")
                        .replace("/var/log/quorate/", directory + "/")));
        running.add(Quorate.run(directory, conf, "-XX:TieredStopAtLevel=1"));
    }

    /** It has processes of its own, which end only if it is asked to. */
    private static void stop(Process process) {
        process.destroy();
        process.onExit().join();
    }

    private Path certificates() throws IOException {
        Path tls = Files.createDirectories(directory.resolve("tls"));
        Certificates authority = Certificates.authority("Side by side");
        for (String name : List.of("shop", "api")) {
            KeyPair pair = authority.server(name + ".example.com");
            Files.writeString(tls.resolve(name + ".crt"), pair.certificate().text());
            Files.writeString(tls.resolve(name + ".key"), pair.key().text());
            Files.writeString(
                    tls.resolve(name + ".pem"),
                    pair.certificate().text() + pair.key().text());
        }
        return Files.writeString(tls.resolve("authority.crt"), authority.pem().text());
    }

    private static Set<String> differences(Map<String, String> one, Map<String, String> other) {
        Set<String> what = new TreeSet<>(one.keySet());
        what.addAll(other.keySet());
        what.remove(Answers.COOKIE);
        if (!group(one).equals(group(other))) {
            // Not passed on by both, or not to the same: what a server saw of it need not be told field by field.
            what.retainAll(ANSWER);
        }
        Set<String> differences = new TreeSet<>();
        for (String each : what) {
            String before = each.equals("from") ? group(one) : one.getOrDefault(each, NOTHING);
            String after = each.equals("from") ? group(other) : other.getOrDefault(each, NOTHING);
            if (!before.equals(after)) {
                differences.add(each + " | " + before + " | " + after);
            }
        }
        return differences;
    }

    /** Which server of several answers is each proxy's own affair. */
    private static String group(Map<String, String> answer) {
        String from = answer.getOrDefault("from", NOTHING);
        return from.equals(NOTHING) ? from : from.substring(0, from.lastIndexOf('.'));
    }

    private static Set<String> kept(Set<String> some, Set<String> others) {
        Set<String> kept = new TreeSet<>(some);
        kept.retainAll(others);
        return kept;
    }

    private List<String> told() {
        return Markdown.table(page, DIFFERENCES).stream()
                .map(cells -> String.join(" | ", cells))
                .toList();
    }
}
