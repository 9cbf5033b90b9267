package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.route.Hedge;
import io.quorate.core.model.route.Retry;
import io.quorate.core.model.route.RouteTimeouts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a line says of the attempts of a request, and of how it ended where it did not end well. */
class AccessLogEndTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String BEGUN = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc";
    private static final String WRONG = "HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n";
    /** An endpoint that has answered as many is known to answer. */
    private static final int KNOWN = 20;

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    private Path directory;

    private final TestProxy.Setup setup = new TestProxy.Setup();
    private RawBackend first;
    private RawBackend second;

    @BeforeEach
    void start() throws Exception {
        first = RawBackend.answering(RawBackend.OK);
        second = RawBackend.answering(RawBackend.OK);
        setup.inOrder = true;
        setup.retry = new Retry(2, EnumSet.allOf(Retry.Cause.class), Set.of(502, 503, 504), 1_000, 1);
    }

    @AfterEach
    void stop() throws Exception {
        first.close();
        second.close();
    }

    @Test
    void tellsWhatCouldNotConnect() throws Exception {
        first.close();
        JsonObject line = answered();

        assertThat(line.getInteger("status")).isEqualTo(200);
        assertThat(line.getInteger("attempts")).isEqualTo(2);
        assertThat(line.getString("endpoint")).isEqualTo(address(second));
        assertTries(line, address(first) + " connect_failed", address(second) + " ok connect");
    }

    @Test
    void tellsWhatWasReset() throws Exception {
        first.become(connection -> {
            connection.readRequest();
            connection.reset();
        });
        assertTries(answered(), address(first) + " reset", address(second) + " ok reset");
    }

    @Test
    void tellsWhatAnsweredWithAStatusToTryAgain() throws Exception {
        first.become(connection -> {
            while (connection.readRequest()) {
                connection.send(WRONG);
            }
        });
        assertTries(answered(), address(first) + " status", address(second) + " ok 503");
    }

    @Test
    void tellsWhatTookTooLong() throws Exception {
        first.become(RawBackend.Connection::waitForEnd);
        setup.timeouts = new RouteTimeouts(LONG, SHORT, LONG, Duration.ZERO);
        assertTries(answered(), address(first) + " timeout", address(second) + " ok timeout");
    }

    @Test
    void tellsWhatWasHedged() throws Exception {
        first.become(RawBackend.Connection::waitForEnd);
        setup.timeouts = new RouteTimeouts(LONG, LONG, LONG, Duration.ZERO);
        setup.hedge = new Hedge(Duration.ZERO, Duration.ofMillis(60));
        assertTries(answered(), address(first) + " superseded", address(second) + " ok hedge");
    }

    @Test
    void tellsWhatWasRescued() throws Exception {
        setup.timeouts = new RouteTimeouts(LONG, LONG, LONG, Duration.ZERO);
        AtomicBoolean hangs = new AtomicBoolean();
        first.become(connection -> {
            while (connection.readRequest()) {
                await().until(() -> !hangs.get());
                connection.send(RawBackend.OK);
            }
        });
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            for (int i = 0; i < KNOWN; i++) {
                client.send(GET).read();
            }
            hangs.set(true);
            LogLines log = LogLines.of(proxy, directory);
            client.send(GET).read();
            hangs.set(false);
            assertTries(log.only(), address(first) + " superseded", address(second) + " ok rescue");
        }
    }

    @Test
    void tellsOfAKeptConnectionThatHadEnded() throws Exception {
        first.become(connection -> {
            connection.readRequest();
            connection.send(RawBackend.OK);
            connection.readRequest();
            connection.reset();
        });
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            client.send(GET).read();
            LogLines log = LogLines.of(proxy, directory);
            client.send(GET).read();
            assertTries(log.only(), address(first) + " stale", address(first) + " ok stale");
        }
    }

    @Test
    void tellsWhyNothingCame() throws Exception {
        first.close();
        second.close();
        JsonObject line = answered();

        assertThat(line.getInteger("status")).isEqualTo(502);
        assertThat(line.getString("detail")).isEqualTo("no endpoint could be connected to");
        assertTries(line, address(first) + " connect_failed", address(second) + " connect_failed connect");
    }

    @Test
    void tellsOfNoAttemptWhereThereIsNoEndpoint() throws Exception {
        try (TestProxy proxy = setup.to(new int[0]);
                RawClient client = proxy.client()) {
            LogLines log = LogLines.of(proxy, directory);
            client.send(GET).read();
            JsonObject line = log.only();

            assertThat(line.getInteger("status")).isEqualTo(503);
            assertThat(line.getInteger("attempts")).isZero();
            assertThat(line.getString("detail")).isEqualTo("no endpoint");
            assertThat(line.getString("upstream")).isEqualTo("shop");
        }
    }

    @Test
    void aClientThatLeavesBeforeItsAnswer() throws Exception {
        first.become(RawBackend.Connection::waitForEnd);
        JsonObject line = left(client -> await().until(() -> first.received().endsWith("\r\n\r\n")));

        assertThat(line.getInteger("status")).isEqualTo(499);
        assertThat(line.getString("cut")).isEqualTo("client");
        assertThat(line.containsKey("firstByteMs")).isFalse();
        assertTries(line, address(first) + " client");
    }

    @Test
    void aClientThatLeavesWithinItsAnswer() throws Exception {
        first.become(connection -> {
            connection.readRequest();
            connection.send(BEGUN);
            connection.waitForEnd();
        });
        JsonObject line = left(client -> assertThat(client.read(19)).startsWith("HTTP/1.1 200 OK"));

        assertThat(line.getInteger("status")).isEqualTo(200);
        assertThat(line.getInteger("bytesOut")).isEqualTo(3);
        assertThat(line.getString("cut")).isEqualTo("client");
        assertTries(line, address(first) + " client");
    }

    @Test
    void aClientThatTakesItsRequestBackInHttp2() throws Exception {
        first.become(RawBackend.Connection::waitForEnd);
        setup.protocols = new Protocols(true, true, false);
        try (TestProxy proxy = proxy();
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            LogLines log = LogLines.of(proxy, directory);
            client.get(1, "/");
            await().until(() -> first.received().endsWith("\r\n\r\n"));
            client.reset(1, 8);
            JsonObject line = log.only();

            assertThat(line.getInteger("status")).isEqualTo(499);
            assertThat(line.getString("cut")).isEqualTo("client");
        }
    }

    @Test
    void anEndpointThatBreaksOff() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        first.become(connection -> {
            connection.readRequest();
            connection.send(BEGUN);
            await().until(() -> seen.getCount() == 0);
            connection.reset();
        });
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            LogLines log = LogLines.of(proxy, directory);
            client.send(GET);
            // Before the client has seen any of it, another answer could be given.
            assertThat(client.read(1)).isEqualTo("H");
            seen.countDown();
            JsonObject line = log.only();

            assertThat(line.getInteger("status")).isEqualTo(200);
            assertThat(line.getString("cut")).isEqualTo("aborted");
            assertThat(line.getString("endpoint")).isEqualTo(address(first));
            assertTries(line, address(first) + " aborted");
        }
    }

    @Test
    void anEndpointThatStallsWithinItsAnswer() throws Exception {
        first.become(connection -> {
            connection.readRequest();
            connection.send(BEGUN);
            connection.waitForEnd();
        });
        setup.timeouts = new RouteTimeouts(LONG, LONG, SHORT, Duration.ZERO);
        JsonObject line = answered();

        assertThat(line.getInteger("status")).isEqualTo(200);
        assertThat(line.getString("cut")).isEqualTo("timeout");
        assertTries(line, address(first) + " timeout");
    }

    @Test
    void aWebSocketWhenItEnds() throws Exception {
        first.become(WebSockets.agreeing(WebSockets::echo));
        try (TestProxy proxy = proxy()) {
            LogLines log = LogLines.of(proxy, directory);
            try (RawClient client = WebSockets.open(proxy.client())) {
                client.send("hello").read(5);
                client.send("you").read(3);
            }
            JsonObject line = log.only();

            assertThat(line.getInteger("status")).isEqualTo(101);
            assertThat(line.getString("path")).isEqualTo("/chat");
            assertThat(line.getInteger("bytesIn")).isEqualTo(8);
            assertThat(line.getInteger("bytesOut")).isEqualTo(8);
            assertThat(line.getDouble("firstByteMs")).isPositive();
            assertThat(line.getString("endpoint")).isEqualTo(address(first));
        }
    }

    @Test
    void whatIsUnderWayWhenTheMemberEndsHasALine() throws Exception {
        first.become(RawBackend.Connection::waitForEnd);
        LogLines log;
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            log = LogLines.of(proxy, directory);
            client.send(GET);
            await().until(() -> first.received().endsWith("\r\n\r\n"));
        }
        assertThat(log.only().getInteger("status")).isEqualTo(499);
    }

    private TestProxy proxy() {
        return setup.to(first.port(), second.port());
    }

    private JsonObject answered() throws Exception {
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            LogLines log = LogLines.of(proxy, directory);
            client.send(GET).read();
            return log.only();
        }
    }

    private JsonObject left(Until when) throws Exception {
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            LogLines log = LogLines.of(proxy, directory);
            client.send(GET);
            when.waitFor(client);
            client.leave();
            return log.only();
        }
    }

    /** When a client leaves. */
    private interface Until {
        void waitFor(RawClient client) throws Exception;
    }

    private static String address(RawBackend backend) {
        return "127.0.0.1:" + backend.port();
    }

    /** The endpoint of each try, how it ended and, but for the first, why it was made. */
    private static void assertTries(JsonObject line, String... expected) {
        JsonArray tries = line.getJsonArray("tries", new JsonArray());
        assertThat(tries.stream()
                        .map(JsonObject.class::cast)
                        .map(each -> (each.getString("endpoint") + " " + each.getString("result") + " "
                                        + each.getString("why", ""))
                                .strip()))
                .containsExactly(expected);
        assertThat(tries.stream().map(JsonObject.class::cast)).allMatch(each -> each.getDouble("ms") > 0);
    }
}
