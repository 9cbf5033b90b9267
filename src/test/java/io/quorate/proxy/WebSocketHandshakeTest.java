package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.HeaderRules;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.route.RouteMatch;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.text.Template;
import io.quorate.core.model.transport.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client and an endpoint come to speak WebSocket, or do not. */
class WebSocketHandshakeTest {
    private static final String UPGRADE = "Upgrade: websocket\r\n";
    private static final String CONNECTION = "Connection: Upgrade\r\n";
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private final TestProxy.Setup setup = new TestProxy.Setup();
    private RawBackend backend;
    private TestProxy proxy;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.running(WebSockets.agreeing(WebSockets::echo));
        proxy = setup.oneAtATime(Protocol.HTTP1).conserving(backend);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        backend.close();
    }

    @Test
    void goesOverWithAllThatItConsistsOf() throws Exception {
        try (RawClient client = proxy.client()) {
            Reply reply = client.send(WebSockets.REQUEST).read();
            assertThat(reply.status()).isEqualTo(101);
            assertThat(reply.field("upgrade")).isEqualTo("websocket");
            assertThat(reply.field("connection")).isEqualToIgnoringCase("upgrade");
            assertThat(reply.field("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(reply.field("sec-websocket-protocol")).isEqualTo("chat");
            assertThat(reply.fields()).doesNotContainKeys("content-length", "transfer-encoding");
        }
        assertThat(seen())
                .startsWith("get /chat http/1.1\r\n")
                .containsOnlyOnce("\r\nupgrade: websocket\r\n")
                .containsOnlyOnce("\r\nconnection: upgrade\r\n")
                .containsOnlyOnce("\r\nsec-websocket-key: dghlihnhbxbszsbub25jzq==\r\n")
                .contains("\r\nsec-websocket-protocol: chat, superchat\r\n", "\r\nsec-websocket-version: 13\r\n")
                .doesNotContain("content-length", "transfer-encoding");
        assertAllIsOver();
    }

    @Test
    void followsTheRulesOfItsRoute() throws Exception {
        HeaderRules rules =
                new HeaderRules(Map.of("x-mine", Template.parse("set")), Map.of(), Set.of("sec-websocket-protocol"));
        Forward forward = Forward.to(TestProxy.UPSTREAM);
        setup.routes = List.of(new Route("all", List.of(), RouteMatch.ANY, forward, rules, rules));
        setup.reportView = true;
        try (TestProxy ruling = setup.conserving(backend);
                RawClient client = ruling.client()) {
            Reply reply = client.send(WebSockets.REQUEST).read();
            assertThat(reply.status()).isEqualTo(101);
            assertThat(reply.field("x-mine")).isEqualTo("set");
            assertThat(reply.fields())
                    .doesNotContainKey("sec-websocket-protocol")
                    .containsKey("x-quorate-endpoint");
            assertThat(client.send("x").read(1)).isEqualTo("x");
        }
        assertThat(seen()).contains("\r\nx-mine: set\r\n").doesNotContain("sec-websocket-protocol");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WebSocket", "WEBSOCKET"})
    void takesTheNameInAnyCase(String name) throws Exception {
        try (RawClient client = proxy.client()) {
            client.send(asking("Upgrade: " + name + "\r\nConnection: keep-alive, UPGRADE\r\n" + KEY));
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.send("x").read(1)).isEqualTo("x");
        }
        assertAllIsOver();
    }

    /** The bytes of a client that does not wait for the answer are kept for the endpoint. */
    @Test
    void keepsWhatTheClientSendsBeforeItIsAnswered() throws Exception {
        for (String early : List.of("early", "\0\1\2\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            try (RawClient client = proxy.client()) {
                client.send(WebSockets.REQUEST + early);
                assertThat(client.read().status()).isEqualTo(101);
                assertThat(client.read(early.length())).isEqualTo(early);
                assertThat(client.send("late").read(4)).isEqualTo("late");
            }
        }
        assertAllIsOver();
    }

    @Test
    void answersWhatFollowsARefusedRequest() throws Exception {
        backend.become(answering());
        try (RawClient client = proxy.client()) {
            String filler = "GET / HTTP/1.1\r\nHost: a\r\nX-Filler: " + "x".repeat(4_000) + "\r\n\r\n";
            client.send(WebSockets.REQUEST + filler.repeat(40) + WebSockets.REQUEST + filler);
            for (int i = 0; i < 43; i++) {
                assertThat(client.read().body()).isEqualTo("ok");
            }
        }
    }

    @Test
    void holdsNoMoreThanABitForAnEndpointThatHasNotAnswered() throws Exception {
        CountDownLatch agree = new CountDownLatch(1);
        backend.become(connection -> {
            connection.readHead();
            await().until(() -> agree.getCount() == 0);
            connection.send(WebSockets.ACCEPTED);
            WebSockets.echo(connection);
        });
        AtomicLong taken = new AtomicLong();
        try (RawClient client = proxy.client()) {
            client.send(WebSockets.REQUEST);
            Thread sender = new Thread(() -> {
                try {
                    for (byte[] block = new byte[32 << 10]; taken.get() < 200 << 20; taken.addAndGet(block.length)) {
                        client.out().write(block);
                    }
                } catch (IOException left) {
                    Thread.currentThread().interrupt();
                }
            });
            sender.start();
            AtomicLong last = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(300)).until(() -> last.getAndSet(taken.get()) == taken.get());
            assertThat(taken.get()).isLessThan(20 << 20);
            agree.countDown();
            assertThat(client.read().status()).isEqualTo(101);
            client.in().skipNBytes(30 << 20);
            client.leave();
            sender.join();
        }
        assertAllIsOver();
    }

    @ParameterizedTest
    @CsvSource({
        "'200 OK\r\ncontent-length: 2\r\n\r\nok', 200, ok",
        "'403 Forbidden\r\ntransfer-encoding: chunked\r\n\r\n3\r\nno!\r\n0\r\n\r\n', 403, no!",
        "'426 Upgrade Required\r\nsec-websocket-version: 13\r\ncontent-length: 5\r\n\r\nolder', 426, older",
        "'404 Not Found\r\ncontent-length: 0\r\n\r\n', 404, ''"
    })
    void passesARefusalOnAndUsesBothConnectionsAgain(String refusal, int status, String body) throws Exception {
        backend.becomeAnswering("HTTP/1.1 " + refusal);
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < 3; i++) {
                Reply reply = client.send(WebSockets.REQUEST).read();
                assertThat(reply.status()).isEqualTo(status);
                assertThat(reply.body()).isEqualTo(body);
                assertThat(reply.whole()).isTrue();
                assertThat(reply.field("sec-websocket-version")).isEqualTo(status == 426 ? "13" : "");
                proxy.assertFreed();
            }
            assertThat(client.get("/").status()).isEqualTo(status);
            assertThat(backend.openConnections()).isEqualTo(1);
        }
        proxy.assertFreed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: foo\r\nConnection: Upgrade\r\n\r\n",
                "Connection: Upgrade\r\n\r\n",
                "Upgrade: websocket\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\n",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 3\r\n\r\nabc",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void takesAnAgreementToSomethingElseForBroken(String agreement) throws Exception {
        backend.become(answeringOnce("HTTP/1.1 101 Switching Protocols\r\n" + agreement));
        try (RawClient client = proxy.client()) {
            assertThat(client.send(WebSockets.REQUEST).read().status()).isEqualTo(502);
            assertAllIsOver();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upgrade: foo\r\nConnection: Upgrade\r\n", "Upgrade: websocket\r\n"})
    void takesAnAgreementThatNobodyAskedForForBroken(String asked) throws Exception {
        backend.become(answeringOnce(WebSockets.ACCEPTED + "more"));
        try (RawClient client = proxy.client()) {
            assertThat(client.send(asking(asked)).read().status()).isEqualTo(502);
            assertAllIsOver();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
                "Upgrade: foo\r\n" + CONNECTION,
                UPGRADE + KEY,
                UPGRADE + "Connection: close\r\n" + KEY,
                UPGRADE + UPGRADE + CONNECTION + KEY,
                "Upgrade: websocket, h2c\r\n" + CONNECTION + KEY,
                "Upgrade: foo/1\r\n" + UPGRADE + CONNECTION + KEY
            })
    void dropsEveryOtherUpgradeAndAnswersAsIfItWereNotThere(String fields) throws Exception {
        backend.become(answering());
        try (RawClient client = proxy.client()) {
            assertThat(client.send(asking(fields)).read().status()).isEqualTo(200);
        }
        assertThat(seen()).doesNotContain("\r\nupgrade:", "\r\nconnection: upgrade", "http2-settings");
    }

    @Test
    void dropsTheUpgradeOfAClientOfHttp10() throws Exception {
        backend.become(answering());
        try (RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.0\r\nHost: a\r\n" + UPGRADE + CONNECTION + KEY + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(seen()).doesNotContain("\r\nupgrade:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\n" + UPGRADE + CONNECTION + "\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n" + UPGRADE + CONNECTION + KEY + KEY + "\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n" + UPGRADE + CONNECTION + "Sec-WebSocket-Key: c2hvcnQ=\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\n" + UPGRADE + CONNECTION + KEY + "Content-Length: 3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\n" + UPGRADE + CONNECTION + KEY + "\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n" + UPGRADE + CONNECTION + KEY + "Content-Length: 3\r\n\r\nabc",
                "GET / HTTP/1.1\r\nHost: a\r\n" + UPGRADE + CONNECTION + KEY
                        + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void refusesARequestThatIsNoneForAWebSocket(String request) throws Exception {
        try (RawClient client = proxy.client()) {
            assertThat(client.send(request).read().status()).isEqualTo(400);
        }
        assertThat(backend.requests()).isZero();
        assertAllIsOver();
    }

    @Test
    void isGivenUpWhenTheEndpointTakesTooLong() throws Exception {
        backend.become(RawBackend.Connection::waitForEnd);
        setup.timeouts =
                new RouteTimeouts(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ZERO);
        try (TestProxy hasty = setup.conserving(backend);
                RawClient client = hasty.client()) {
            assertThat(client.send(WebSockets.REQUEST).read().status()).isEqualTo(504);
        }
    }

    @Test
    void isGivenUpWhenTheClientLeavesBeforeTheAnswer() throws Exception {
        backend.become(RawBackend.Connection::waitForEnd);
        try (RawClient client = proxy.client()) {
            client.send(WebSockets.REQUEST);
            await().until(() -> backend.received().endsWith("\r\n\r\n"));
        }
        assertAllIsOver();
    }

    @Test
    void countsOnceInTheMetricsWhenItIsOver() throws Exception {
        WebSockets.open(proxy.client()).leave();
        proxy.assertFreed();
        assertThat(proxy.attempts("ok")).isEqualTo(1);
    }

    private static RawBackend.Script answering() {
        return connection -> {
            while (connection.readRequest()) {
                connection.send(RawBackend.OK);
            }
        };
    }

    private static RawBackend.Script answeringOnce(String answer) {
        return connection -> {
            connection.readHead();
            connection.send(answer);
            connection.waitForEnd();
        };
    }

    private static String asking(String fields) {
        return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
    }

    private String seen() {
        return backend.received().toLowerCase(Locale.ROOT);
    }

    private void assertAllIsOver() throws Exception {
        proxy.assertFreed();
        await().until(() -> backend.openConnections() == 0);
    }
}
