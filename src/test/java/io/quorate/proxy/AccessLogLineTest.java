package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.AccessLogSettings;
import io.quorate.core.model.listen.Limits;
import io.quorate.core.model.listen.ListenerTimeouts;
import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.net.Cidr;
import io.quorate.core.model.route.Redirect;
import io.quorate.core.model.route.Respond;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.route.RouteAction;
import io.quorate.core.model.route.RouteMatch;
import io.quorate.core.model.text.Template;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a line says of a request that was answered, whoever answered it. */
class AccessLogLineTest {
    private static final String SECRETS = String.join(
            "\r\n",
            "GET /?a=s3cret HTTP/1.1",
            "Host: a",
            "Authorization: Bearer s3cret",
            "Cookie: a=s3cret",
            "Referer: http://b/?s3cret",
            "Proxy-Authorization: s3cret",
            "X-Api-Key: s3cret",
            "",
            "");
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    private Path directory;

    private final TestProxy.Setup setup = new TestProxy.Setup();
    private RawBackend backend;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(RawBackend.OK);
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
    }

    @Test
    void saysWhatWasAskedWhoAnsweredAndHowLongItTook() throws Exception {
        Instant before = Instant.now();
        JsonObject line = lineOf(
                "POST /a/%62?token=geheim HTTP/1.1\r\nHost: Shop.example:81\r\nUser-Agent: curl/8\r\ncontent-length: 3\r\n\r\nabc");

        assertThat(Instant.parse(line.getString("time")))
                .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
        assertThat(line.getString("requestId")).matches("[0-9a-f]{32}");
        assertThat(line.getString("listener")).isEqualTo("web");
        assertThat(line.getString("client")).isEqualTo("127.0.0.1");
        assertThat(line.getString("method")).isEqualTo("POST");
        assertThat(line.getString("scheme")).isEqualTo("http");
        assertThat(line.getString("protocol")).isEqualTo("HTTP/1.1");
        assertThat(line.getString("host")).isEqualTo("Shop.example:81");
        assertThat(line.getString("path")).isEqualTo("/a/b");
        assertThat(line.getInteger("status")).isEqualTo(200);
        assertThat(line.getInteger("bytesIn")).isEqualTo(3);
        assertThat(line.getInteger("bytesOut")).isEqualTo(2);
        assertThat(line.getDouble("ms")).isPositive();
        assertThat(line.getDouble("firstByteMs")).isPositive().isLessThanOrEqualTo(line.getDouble("ms"));
        assertThat(line.getString("route")).isEqualTo("all");
        assertThat(line.getString("upstream")).isEqualTo("shop");
        assertThat(line.getString("endpoint")).isEqualTo("127.0.0.1:" + backend.port());
        assertThat(line.getInteger("attempts")).isOne();
        assertThat(line.getString("userAgent")).isEqualTo("curl/8");
        assertThat(line.fieldNames()).doesNotContain("tries", "cut", "detail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "TEXT"})
    void neverSaysASecret(AccessLogSettings.Format format) throws Exception {
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            LogLines log = LogLines.of(proxy, directory, format, 1);
            client.send("GET /?a=s3cret#s3cret HTTP/1.1\r\nHost: a\r\n\r\n").read();
            for (String request : List.of(
                    SECRETS,
                    "GET http://u:s3cret@a/x HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: u:s3cret@a\r\n\r\n",
                    "CONNECT u:s3cret@a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET /%zz?s3cret HTTP/1.1\r\nHost: a\r\n\r\n")) {
                try (RawClient each = proxy.client()) {
                    each.send(request).read();
                }
            }
            assertThat(log.texts(6)).noneMatch(line -> line.contains("s3cret"));
        }
    }

    @Test
    void whatAClientWritesStaysWithinItsFieldAndIsCut() throws Exception {
        String evil = "\u009b[2J\t\"},\\" + "x".repeat(5_000);
        setup.limits = new Limits(16 << 10, 64 << 10, 0, 10);
        JsonObject line =
                lineOf("GET /" + "p".repeat(5_000) + " HTTP/1.1\r\nHost: a\r\nUser-Agent: " + evil + "\r\n\r\n");

        assertThat(line.getString("userAgent")).isEqualTo(evil.substring(0, 256) + "...");
        assertThat(line.getString("path")).hasSize(1_027).endsWith("p...");
        assertThat(line.getInteger("status")).isEqualTo(200);
    }

    @Test
    void believesTrustedPeersOnly() throws Exception {
        String request =
                "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\nX-Request-Id: given-1\r\n\r\n";
        setup.trusted = List.of(Cidr.parse("127.0.0.0/8"));
        JsonObject believed = lineOf(request);

        assertThat(believed.getString("client")).isEqualTo("192.0.2.7");
        assertThat(believed.getString("scheme")).isEqualTo("https");
        assertThat(believed.getString("requestId")).isEqualTo("given-1");
    }

    @Test
    void doesNotBelieveOthers() throws Exception {
        JsonObject line =
                lineOf("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.7\r\nX-Request-Id: given-1\r\n\r\n");

        assertThat(line.getString("client")).isEqualTo("127.0.0.1");
        assertThat(line.getString("requestId")).isNotEqualTo("given-1");
    }

    @Test
    void countsTheBodyAsItIsWithoutItsChunks() throws Exception {
        backend.become(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n2\r\n!!\r\n0\r\n\r\n");
        });
        JsonObject line = lineOf(
                "POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n");

        assertThat(line.getInteger("bytesIn")).isEqualTo(4);
        assertThat(line.getInteger("bytesOut")).isEqualTo(7);
    }

    @Test
    void anAnswerToHeadHasNoBytes() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            LogLines log = LogLines.of(proxy, directory);
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").read(true);
            client.send("HEAD /%zz HTTP/1.1\r\nHost: a\r\n\r\n").read(true);
            assertThat(log.await(2)).allMatch(line -> line.getInteger("bytesOut") == 0);
        }
    }

    /** Requests that are refused, how, and what is known of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GET /a b HTTP/1.1|Host: a||;400;;",
                "GET /a HTTP/1.1|Host: a| folded||;400;GET;/a",
                "GET /a HTTP/1.1||;400;GET;/a",
                "GET /a?q HTTP/1.1|Host: a|Host: b||;400;GET;/a",
                "GET /../x HTTP/1.1|Host: a||;400;GET;/../x",
                "TRACE /a HTTP/1.1|Host: a||;405;TRACE;/a",
                "POST /a HTTP/1.1|Host: a|Expect: x|content-length: 1||;417;POST;/a",
                "POST /a HTTP/1.1|Host: a|content-length: 10001||;413;POST;/a",
                "POST /a HTTP/1.1|Host: a|transfer-encoding: chunked||zz|;400;POST;/a",
                "OPTIONS * HTTP/1.1|Host: a||;200;OPTIONS;*",
                "GET /none HTTP/1.1|Host: a||;404;GET;/none",
                "DELETE /a HTTP/1.1|Host: a||;405;DELETE;/a",
            })
    void refusalsHaveALineToo(String request, int status, String method, String path) throws Exception {
        setup.limits = new Limits(8 << 10, 32 << 10, 10_000, 10);
        setup.match = new RouteMatch(List.of(), "/a", false, Set.of("GET", "POST"), Map.of());
        JsonObject line = lineOf(request.replace("|", "\r\n"));

        assertThat(line.getInteger("status")).isEqualTo(status);
        assertThat(line.getString("method")).isEqualTo(method);
        assertThat(line.getString("path")).isEqualTo(path);
        if (status != 200) {
            assertThat(line.getString("detail")).isNotEmpty();
        }
    }

    @Test
    void headsThatAreTooLongHaveALine() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                RawClient line = proxy.client();
                RawClient field = proxy.client()) {
            LogLines log = LogLines.of(proxy, directory);
            line.send("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\n").read();
            field.send("GET /x HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(40_000) + "\r\n\r\n")
                    .read();
            List<JsonObject> lines = log.await(2);

            assertThat(lines).extracting(each -> each.getInteger("status")).containsExactly(414, 431);
            assertThat(lines.get(0).fieldNames()).doesNotContain("method", "path");
            assertThat(lines).allMatch(each -> each.getString("client").equals("127.0.0.1"));
        }
    }

    @Test
    void aHeadThatIsTooSlowHasALine() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(SHORT, LONG);
        JsonObject line = lineOf("GET / HTTP/1.1\r\nHo");

        assertThat(line.getInteger("status")).isEqualTo(408);
        assertThat(line.getString("client")).isEqualTo("127.0.0.1");
        assertThat(line.getString("requestId")).hasSize(32);
        assertThat(line.getString("detail")).isEqualTo("the head of the request took too long");
        assertThat(line.getDouble("ms")).isGreaterThanOrEqualTo((double) SHORT.toMillis());
        assertThat(line.fieldNames()).doesNotContain("method", "path", "host");
    }

    @Test
    void whatARouteAnswersByItselfHasALine() throws Exception {
        JsonObject redirected = lineOf(new Redirect(Template.parse("https://a/b?secret"), 302));
        JsonObject answered = lineOf(new Respond(418, "secret", Map.of()));

        assertThat(redirected.getInteger("status")).isEqualTo(302);
        assertThat(redirected.getString("route")).isEqualTo("own");
        assertThat(redirected.getInteger("attempts")).isZero();
        assertThat(redirected.encode()).doesNotContain("b?secret");
        assertThat(answered.getInteger("status")).isEqualTo(418);
        assertThat(answered.getInteger("bytesOut")).isEqualTo(6);
        assertThat(answered.fieldNames()).doesNotContain("detail", "upstream", "endpoint");
    }

    @Test
    void requestsOfOneConnectionHaveALineEach() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            LogLines log = LogLines.of(proxy, directory);
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
            client.read();
            client.read();
            client.send("GET /3 HTTP/1.0\r\n\r\n").read();
            List<JsonObject> lines = log.await(3);

            assertThat(lines).extracting(line -> line.getString("path")).containsExactly("/1", "/2", "/3");
            assertThat(lines.get(2).getString("protocol")).isEqualTo("HTTP/1.0");
            assertThat(lines.get(2).containsKey("host")).isFalse();
        }
    }

    @Test
    void requestsInHttp2HaveALineEach() throws Exception {
        setup.protocols = new Protocols(true, true, false);
        try (TestProxy proxy = setup.to(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            LogLines log = LogLines.of(proxy, directory);
            client.get(1, "/1?q").read(1);
            client.post(3, "/2").data(3, false, "abc").data(3, true, "d").read(3);
            client.get(5, "/%zz").read(5);
            List<JsonObject> lines = log.await(3);

            assertThat(lines).extracting(line -> line.getString("path")).containsExactly("/1", "/2", "/%zz");
            assertThat(lines).allMatch(line -> line.getString("protocol").equals("HTTP/2"));
            assertThat(lines).extracting(line -> line.getInteger("status")).containsExactly(200, 200, 400);
            assertThat(lines.get(0).getInteger("bytesOut")).isEqualTo(2);
            assertThat(lines.get(1).getInteger("bytesIn")).isEqualTo(4);
            assertThat(lines.get(0).getString("host")).isEqualTo("a");
        }
    }

    @Test
    void textIsInTheCombinedFormat() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            LogLines log = LogLines.of(proxy, directory, AccessLogSettings.Format.TEXT, 1);
            client.get("/a?b");
            assertThat(log.texts(1).get(0))
                    .matches(
                            "127\\.0\\.0\\.1 - - \\[../.../....:..:..:.. \\+0000] \"GET /a HTTP/1\\.1\" 200 2 \"-\" \"-\""
                                    + " requestId=\"[0-9a-f]{32}\" listener=\"web\" .* attempts=1");
        }
    }

    @Test
    void aSampleHasAllThatWentWrong() throws Exception {
        backend.become(connection -> {
            while (connection.readRequest()) {
                connection.send("HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n");
            }
        });
        setup.retry = TestProxy.NEVER_AGAIN;
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            LogLines log = LogLines.of(proxy, directory, AccessLogSettings.Format.JSON, 0);
            try (RawClient refused = proxy.client()) {
                refused.get("/%zz");
            }
            client.get("/failed");
            assertThat(log.only().getString("path")).isEqualTo("/failed");
        }
    }

    private JsonObject lineOf(String request) throws Exception {
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            LogLines log = LogLines.of(proxy, directory);
            client.send(request).read();
            return log.only();
        }
    }

    private JsonObject lineOf(RouteAction action) throws Exception {
        setup.routes = List.of(Route.plain("own", List.of(), RouteMatch.ANY, action));
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            LogLines log = LogLines.of(proxy, Files.createTempDirectory(directory, "own"));
            client.get("/");
            return log.only();
        }
    }
}
