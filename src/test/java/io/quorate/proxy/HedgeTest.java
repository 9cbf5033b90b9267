package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.route.Hedge;
import io.quorate.core.model.route.Retry;
import io.quorate.core.model.route.RouteTimeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the first endpoint is slow the second is asked beside it; the first to help is taken, the other let go. */
class HedgeTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 3\r\n\r\nabc";
    private static final String PUT = "PUT / HTTP/1.1\r\nHost: a\r\ncontent-length: 3\r\n\r\nabc";
    private static final Duration OFF = Duration.ZERO;
    private static final Duration SOON = Duration.ofMillis(60);
    private static final Duration LONG = Duration.ofSeconds(6);

    private final TestProxy.Setup setup = new TestProxy.Setup();
    private final CountDownLatch go = new CountDownLatch(1);
    private RawBackend first;
    private RawBackend second;

    @BeforeEach
    void start() throws Exception {
        first = RawBackend.running(connection -> answerWhenTold(connection, "first"));
        second = RawBackend.answering(saying("second"));
        setup.inOrder = true;
        setup.timeouts = new RouteTimeouts(LONG, LONG, LONG, Duration.ZERO);
        setup.hedge = new Hedge(OFF, SOON);
    }

    @AfterEach
    void stop() throws Exception {
        go.countDown();
        first.close();
        second.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {GET, POST})
    void connectsToTheSecondWhereTheFirstIsSlowToConnect(String request) throws Exception {
        setup.hedge = new Hedge(SOON, OFF);
        setup.timeouts = new RouteTimeouts(Duration.ofSeconds(1), LONG, LONG, Duration.ZERO);
        try (FullBacklog full = new FullBacklog();
                TestProxy proxy = setup.to(full.port(), second.port());
                RawClient client = proxy.client()) {
            long start = System.nanoTime();
            assertThat(client.send(request).read().body()).isEqualTo("second");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(second.received()).endsWith(request.substring(request.indexOf("\r\n\r\n")));
            assertThat(proxy.scraped()).contains("quorate_hedges_total{upstream=\"shop\",won=\"true\"} 1.0");
            assertThat(proxy.attempts("superseded")).isOne();
            assertThat(proxy.unreachable).isEmpty();
            proxy.assertFreed();
            // Its time to connect goes on without the request.
            await().untilAsserted(() -> assertThat(proxy.unreachable).containsExactly(noConnection(full.port())));
        }
    }

    /** The first connects when its system is asked again, after a second, and the connection is there for the next. */
    @Test
    void usesTheConnectionOfOneThatIsFar() throws Exception {
        setup.hedge = new Hedge(SOON, OFF);
        try (FullBacklog full = new FullBacklog();
                TestProxy proxy = setup.to(full.port(), second.port());
                RawClient client = proxy.client();
                RawClient other = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("second");
            assertThat(other.get("/").body()).isEqualTo("second");
            int others = full.queued();
            RawBackend far = full.accepting(connection -> {
                while (connection.readRequest()) {
                    connection.send(saying("far"));
                }
            });
            await().until(() -> far.connections() == others + 2);
            assertThat(client.get("/").body()).isEqualTo("far");
            assertThat(far.connections()).isEqualTo(others + 2);
            assertThat(proxy.unreachable).isEmpty();
            assertHedges(proxy, 2, 0);
            proxy.assertFreed();
        }
    }

    @Test
    void suspectsOneThatIsOutrunAgainAndAgainLongBeforeItsTimeToConnectIsOver() throws Exception {
        setup.hedge = new Hedge(SOON, OFF);
        setup.timeouts = new RouteTimeouts(Duration.ofSeconds(60), LONG, LONG, Duration.ZERO);
        try (FullBacklog full = new FullBacklog();
                TestProxy proxy = setup.to(full.port(), second.port());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").body()).isEqualTo("second");
            }
            await().untilAsserted(() -> assertThat(proxy.unreachable).containsExactly(noConnection(full.port())));
        }
    }

    @Test
    void waitsForTheTimeToConnectWithoutAHedge() throws Exception {
        setup.hedge = new Hedge(OFF, OFF);
        Duration connect = Duration.ofMillis(400);
        setup.timeouts = new RouteTimeouts(connect, LONG, LONG, Duration.ZERO);
        try (FullBacklog full = new FullBacklog();
                TestProxy proxy = setup.to(full.port(), second.port());
                RawClient client = proxy.client()) {
            long start = System.nanoTime();
            assertThat(client.send(POST).read().body()).isEqualTo("second");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(connect);
            assertHedges(proxy, 0, 0);
            assertThat(proxy.counted("quorate_retries", "reason", "connect")).isOne();
            proxy.assertFreed();
        }
    }

    @Test
    void takesTheAnswerOfTheSecondWhereTheFirstIsSlow() throws Exception {
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).read().body()).isEqualTo("second");
            assertHedges(proxy, 1, 0);
            assertThat(proxy.attempts("superseded")).isOne();
            assertClosed(first);
            proxy.assertFreed();
        }
    }

    @Test
    void takesTheAnswerOfTheFirstIfItIsQuickerAfterAll() throws Exception {
        second.become(RawBackend.Connection::waitForEnd);
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            client.send(GET);
            await().until(() -> second.received().endsWith("\r\n\r\n"));
            go.countDown();
            assertThat(client.read().body()).isEqualTo("first");
            assertHedges(proxy, 0, 1);
            assertThat(proxy.attempts("superseded")).isOne();
            await().until(() -> second.openConnections() == 0);
            assertThat(client.get("/").body()).isEqualTo("first");
            assertThat(first.connections()).isOne();
            proxy.assertFreed();
        }
    }

    /** The GET that comes after it is hedged when its time has long come. */
    @ParameterizedTest
    @ValueSource(strings = {POST, PUT})
    void neverAsksASecondForWhatMayChangeSomething(String request) throws Exception {
        try (TestProxy proxy = proxy();
                RawClient posting = proxy.client();
                RawClient getting = proxy.client()) {
            posting.send(request);
            await().until(() -> first.received().endsWith("abc"));
            assertThat(getting.send(GET).read().body()).isEqualTo("second");
            go.countDown();
            assertThat(posting.read().body()).isEqualTo("first");
            assertThat(second.received()).doesNotContain("content-length");
            assertHedges(proxy, 1, 0);
            proxy.assertFreed();
        }
    }

    @Test
    void doesNotTakeAnAnswerThatIsNoHelpWhileTheFirstMayGiveABetter() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        second.become(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 503 No\r\ncontent-length: 5\r\n\r\nsorry");
            connection.waitForEnd();
            refused.countDown();
        });
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            client.send(GET);
            await().until(() -> refused.getCount() == 0);
            go.countDown();
            assertThat(client.read().body()).isEqualTo("first");
            assertHedges(proxy, 0, 1);
            assertThat(proxy.attempts("status")).isOne();
            proxy.assertFreed();
        }
    }

    @Test
    void waitsForTheSecondWhenTheFirstBreaks() throws Exception {
        first.become(connection -> {
            connection.readRequest();
            await().until(() -> second.requests() == 1);
            connection.reset();
        });
        second.become(connection -> {
            connection.readRequest();
            await().until(() -> first.openConnections() == 0);
            connection.send(saying("second"));
        });
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("second");
            assertHedges(proxy, 1, 0);
            assertThat(second.requests()).isOne();
            proxy.assertFreed();
        }
    }

    @Test
    void isAnswered502WhenBothBreak() throws Exception {
        first.become(connection -> {
            connection.readRequest();
            await().until(() -> second.requests() == 1);
            connection.reset();
        });
        second.become(connection -> {
            connection.readRequest();
            await().until(() -> first.openConnections() == 0);
            connection.reset();
        });
        setup.retry = new Retry(1, Retry.DEFAULT.on(), Set.of(), 0, 1);
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(proxy.attempts("reset")).isEqualTo(2);
            proxy.assertFreed();
        }
    }

    @Test
    void freesBothForAClientThatLeaves() throws Exception {
        second.become(RawBackend.Connection::waitForEnd);
        first.become(RawBackend.Connection::waitForEnd);
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            client.send(GET);
            await().until(() ->
                    first.received().endsWith("\r\n\r\n") && second.received().endsWith("\r\n\r\n"));
            assertThat(proxy.inFlight()).isEqualTo(2);
            client.reset();
            await().until(() -> first.openConnections() + second.openConnections() == 0);
            assertThat(proxy.attempts("client")).isEqualTo(2);
            proxy.assertConserved(first);
        }
    }

    @Test
    void freesBothForAClientThatLeavesWhileNobodyIsConnected() throws Exception {
        setup.hedge = new Hedge(SOON, OFF);
        try (FullBacklog one = new FullBacklog();
                FullBacklog other = new FullBacklog();
                TestProxy proxy = setup.to(one.port(), other.port());
                RawClient client = proxy.client()) {
            client.send(GET);
            await().until(() -> proxy.inFlight() == 2);
            client.reset();
            proxy.assertFreed();
            assertThat(proxy.attempts("client")).isEqualTo(2);
        }
    }

    @Test
    void saysHowManyItTriedAndWhoAnswered() throws Exception {
        setup.reportView = true;
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            Reply reply = client.get("/");
            assertThat(reply.field("x-quorate-attempts")).isEqualTo("2");
            assertThat(reply.field("x-quorate-endpoint")).isEqualTo("127.0.0.1:" + second.port());
        }
    }

    @Test
    void saysThatTheFirstAnsweredIfItWasQuicker() throws Exception {
        setup.reportView = true;
        second.become(RawBackend.Connection::waitForEnd);
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            client.send(GET);
            await().until(() -> second.received().endsWith("\r\n\r\n"));
            go.countDown();
            Reply reply = client.read();
            assertThat(reply.field("x-quorate-attempts")).isEqualTo("2");
            assertThat(reply.field("x-quorate-endpoint")).isEqualTo("127.0.0.1:" + first.port());
        }
    }

    private TestProxy proxy() {
        return setup.to(first.port(), second.port());
    }

    /** Once told, the first's script stops by itself when it finds the connection closed. */
    private void assertClosed(RawBackend backend) {
        go.countDown();
        await().until(() -> backend.openConnections() == 0);
    }

    private void answerWhenTold(RawBackend.Connection connection, String body) throws IOException {
        while (connection.readRequest()) {
            await().until(() -> go.getCount() == 0);
            connection.send(saying(body));
        }
    }

    private static void assertHedges(TestProxy proxy, int won, int lost) {
        assertThat(proxy.counted("quorate_hedges", "won", "true")).as("won").isEqualTo(won);
        assertThat(proxy.counted("quorate_hedges", "won", "false")).as("lost").isEqualTo(lost);
    }

    private static String noConnection(int port) {
        return port + " L4TOUT: no connection in time (a request)";
    }

    private static String saying(String body) {
        return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }
}
