package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What an endpoint in HTTP/2 does wrong costs one request at most, and is seen by its client. */
class Http2EndpointFaultTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);

    private RawHttp2Backend backend;
    private final TestProxy.Setup setup = new TestProxy.Setup();

    @BeforeEach
    void start() throws Exception {
        backend = RawHttp2Backend.ok();
        setup.protocols = new Protocols(true, true, false);
        setup.oneAtATime(Protocol.HTTP2);
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
    }

    @Test
    void makesARefusedRequestAgain() throws Exception {
        AtomicInteger refusals = new AtomicInteger();
        answerWith((on, stream) -> {
            if (refusals.getAndIncrement() == 0) {
                on.reset(stream, RawHttp2.REFUSED_STREAM);
            } else {
                RawHttp2Backend.ok(on, stream);
            }
        });
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            assertThat(client.get(1, "/").read(1).text()).isEqualTo("ok");
            assertThat(proxy.attempts("refused")).isOne();
        }
    }

    @Test
    void doesNotMakeARequestAgainForEver() throws Exception {
        answerWith((on, stream) -> on.reset(stream, RawHttp2.REFUSED_STREAM));
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            assertThat(client.get(1, "/").read(1).status()).isEqualTo(502);
            assertThat(backend.requests()).hasSizeLessThanOrEqualTo(3);
        }
    }

    /** Two are in its hands when it leaves; it has seen the first. */
    @Test
    void makesThoseRequestsAgainThatALeavingEndpointHasNotSeen() throws Exception {
        backend.become(connection -> {
            RawHttp2Backend.greet(connection);
            int first = connection.request(0);
            connection.request(1);
            backend.become(again -> {
                RawHttp2Backend.greet(again);
                backend.serve(again, RawHttp2Backend::ok);
            });
            connection.goAway(first, RawHttp2.NO_ERROR);
            connection.headers(first, false, ":status", "200").data(first, true, "first");
            connection.readToEnd();
        });
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            client.get(1, "/a").get(3, "/b");
            assertThat(client.read(1).text()).isEqualTo("first");
            assertThat(client.read(3).text()).isEqualTo("ok");
            assertThat(client.get(5, "/c").read(5).text()).isEqualTo("ok");
            assertThat(backend.connections()).isEqualTo(2);
            Awaitility.await().until(() -> backend.openConnections() == 1);
        }
    }

    @Test
    void queuesWhatAnEndpointDoesNotTakeAtOnce() throws Exception {
        backend.become(connection -> {
            RawHttp2Backend.greet(connection, RawHttp2.MAX_STREAMS, 1);
            backend.serve(connection, RawHttp2Backend::ok);
        });
        setup.transport =
                new Transport(Protocol.HTTP2, EndpointTls.NONE, new Connections(1, 1_024, Duration.ofSeconds(60)));
        try (TestProxy proxy = setup.conserving(backend)) {
            List<RawHttp2> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                RawHttp2 client = RawHttp2.client(proxy.port());
                clients.add(client);
                for (int j = 0; j < 10; j++) {
                    client.get(2 * j + 1, "/");
                }
            }
            for (RawHttp2 client : clients) {
                for (int j = 0; j < 10; j++) {
                    assertThat(client.read(2 * j + 1).text()).isEqualTo("ok");
                }
                client.close();
            }
            assertThat(backend.connections()).isOne();
        }
    }

    @Test
    void givesAnEndpointUpThatSendsNoSettings() throws Exception {
        setup.timeouts = new RouteTimeouts(SHORT, LONG, LONG, Duration.ZERO);
        backend.become(RawHttp2::readToEnd);
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            assertThat(client.get(1, "/").read(1).status()).isEqualTo(504);
        }
    }

    @Test
    void triesAnotherEndpointWhereOneSendsNoSettings() throws Exception {
        setup.timeouts = new RouteTimeouts(SHORT, LONG, LONG, Duration.ZERO);
        try (RawHttp2Backend silent = RawHttp2Backend.running(RawHttp2::readToEnd);
                TestProxy proxy = setup.to(silent.port(), backend.port());
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            for (int stream = 1; stream < 9; stream += 2) {
                assertThat(client.get(stream, "/").read(stream).status()).isEqualTo(200);
            }
            assertThat(silent.connections()).isPositive();
            Awaitility.await().until(() -> proxy.inFlight() == 0);
        }
    }

    @Test
    void answersWhereTheEndpointSpeaksHttp1() throws Exception {
        try (RawBackend http1 = RawBackend.running(connection -> {
                    connection.read();
                    connection.send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
                });
                TestProxy proxy = setup.to(http1.port());
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            assertThat(client.get(1, "/").read(1).status()).isEqualTo(502);
            Awaitility.await().until(() -> proxy.inFlight() == 0);
        }
    }

    @TestFactory
    Stream<DynamicTest> answers502ToHeadsThatAreNotSound() {
        return Stream.of(
                unsound("no status", "x-a", "b"),
                unsound("status that is no number", ":status", "abc"),
                unsound("status of two digits", ":status", "20"),
                unsound("signed status", ":status", "+200"),
                unsound("status of four digits", ":status", "0200"),
                unsound("status beyond", ":status", "999"),
                unsound("switch of protocols", ":status", "101"),
                unsound("status twice", ":status", "200", ":status", "200"),
                unsound("pseudo-header of a request", ":status", "200", ":path", "/"),
                unsound("pseudo-header after a field", "x-a", "b", ":status", "200"),
                unsound("upper case", ":status", "200", "X-A", "b"),
                unsound("line in a value", ":status", "200", "x-a", "b\r\nset-cookie: c"),
                unsound("NUL in a value", ":status", "200", "x-a", "b\0c"),
                unsound("line in a name", ":status", "200", "x-a: b\r\nx-b", "c"),
                unsound("space in a name", ":status", "200", "x a", "b"),
                unsound("connection", ":status", "200", "connection", "close"),
                unsound("transfer-encoding", ":status", "200", "transfer-encoding", "chunked"),
                unsound("two lengths", ":status", "200", "content-length", "2", "content-length", "5"),
                unsound("negative length", ":status", "200", "content-length", "-1"),
                unsound("signed length", ":status", "200", "content-length", "+2"));
    }

    @Test
    void breaksAnAnswerOffThatIsShorterThanItSaid() throws Exception {
        answerWith((on, stream) -> on.headers(stream, false, ":status", "200", "content-length", "10")
                .data(stream, true, "abc"));
        try (TestProxy proxy = setup.conserving(backend)) {
            assertBroken(proxy);
        }
    }

    @Test
    void breaksAnAnswerOffThatHasNothingOfWhatItSaid() throws Exception {
        answerWith((on, stream) -> on.headers(stream, true, ":status", "200", "content-length", "10"));
        try (TestProxy proxy = setup.conserving(backend)) {
            assertBroken(proxy);
        }
    }

    @Test
    void breaksAnAnswerOffThatIsLongerThanItSaid() throws Exception {
        answerWith((on, stream) -> on.headers(stream, false, ":status", "200", "content-length", "2")
                .data(stream, false, "abcd")
                .data(stream, true, ""));
        try (TestProxy proxy = setup.conserving(backend)) {
            assertBroken(proxy);
        }
    }

    @Test
    void breaksAnAnswerOffWhoseTrailersAreMalformed() throws Exception {
        answerWith((on, stream) -> on.headers(stream, false, ":status", "200")
                .data(stream, false, "abc")
                .headers(stream, true, "x-a", "b\r\nx-b: c"));
        try (TestProxy proxy = setup.conserving(backend)) {
            assertBroken(proxy);
        }
    }

    @Test
    void breaksAnAnswerOffThatTheEndpointResets() throws Exception {
        answerWith((on, stream) -> on.headers(stream, false, ":status", "200")
                .data(stream, false, "abc")
                .reset(stream, 2));
        try (TestProxy proxy = setup.conserving(backend)) {
            assertBroken(proxy);
        }
    }

    @Test
    void breaksAnAnswerOffWhoseConnectionDies() throws Exception {
        answerWith((on, stream) -> {
            on.headers(stream, false, ":status", "200").data(stream, false, "abc");
            on.abort();
        });
        try (TestProxy proxy = setup.conserving(backend)) {
            assertBroken(proxy);
        }
    }

    @Test
    void keepsAnAnswerThatEndedThoughItsRequestIsReset() throws Exception {
        backend.become(connection -> {
            RawHttp2Backend.greet(connection);
            int stream = connection.request(0);
            RawHttp2Backend.ok(connection, stream);
            connection.reset(stream, RawHttp2.NO_ERROR);
            for (int next = 1; true; next++) {
                RawHttp2Backend.ok(connection, connection.request(next));
            }
        });
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            Http2Message answer = client.post(1, "/").data(1, false, "abc").read(1);
            assertThat(answer.text()).isEqualTo("ok");
            assertThat(answer.whole()).isTrue();
            Awaitility.await().until(() -> proxy.inFlight() == 0);
        }
    }

    /** It answers nothing, not even a ping. */
    @Test
    void leavesAConnectionOnWhichNobodyAnswers() throws Exception {
        setup.timeouts = new RouteTimeouts(LONG, SHORT, LONG, Duration.ZERO);
        backend.become(connection -> {
            RawHttp2Backend.greet(connection);
            connection.answersPings(false).request(0);
            backend.become(again -> {
                RawHttp2Backend.greet(again);
                backend.serve(again, RawHttp2Backend::ok);
            });
            connection.readToEnd();
        });
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            assertThat(client.get(1, "/").read(1).status()).isEqualTo(504);
            Awaitility.await().until(() -> backend.openConnections() == 0);
            assertThat(client.get(3, "/").read(3).status()).isEqualTo(200);
            assertThat(backend.connections()).isEqualTo(2);
        }
    }

    /** Nothing more goes over it, but what does already has a time of its own. */
    @Test
    void letsFinishWhatRunsOnAConnectionThatAnswersNoPing() throws Exception {
        CountDownLatch both = new CountDownLatch(1);
        backend.become(connection -> {
            RawHttp2Backend.greet(connection);
            int other = connection.answersPings(false).request(1);
            both.countDown();
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(2_500).toNanos());
            RawHttp2Backend.ok(connection, other);
            connection.readToEnd();
        });
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            client.get(1, "/").post(3, "/").data(3, true, "abc");
            both.await();
            assertThat(client.reset(1, 8).read(3).status()).isEqualTo(200);
            Awaitility.await().until(() -> backend.openConnections() == 0);
        }
    }

    /** It answers pings, so only the request was too much for it. */
    @Test
    void keepsAConnectionOnWhichPingsAreAnswered() throws Exception {
        setup.timeouts = new RouteTimeouts(LONG, SHORT, LONG, Duration.ZERO);
        AtomicInteger turn = new AtomicInteger();
        answerWith((on, stream) -> {
            if (turn.getAndIncrement() > 0) {
                RawHttp2Backend.ok(on, stream);
            }
        });
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            assertThat(client.get(1, "/").read(1).status()).isEqualTo(504);
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(2_500).toNanos());
            assertThat(client.get(3, "/").read(3).status()).isEqualTo(200);
            assertThat(backend.connections()).isOne();
        }
    }

    private void answerWith(RawHttp2Backend.Answering answering) {
        backend.become(connection -> {
            // What is not given back is missed by the next.
            RawHttp2Backend.greet(connection, RawHttp2.MAX_STREAMS, 1);
            backend.serve(connection, answering);
        });
    }

    private DynamicTest unsound(String name, String... head) {
        return DynamicTest.dynamicTest(name, () -> {
            answerWith((on, stream) -> on.headers(stream, false, head).data(stream, true, "ok"));
            try (TestProxy proxy = setup.conserving(backend);
                    RawHttp2 client = RawHttp2.client(proxy.port());
                    RawClient http1 = proxy.client()) {
                assertThat(client.get(1, "/").read(1).status()).isEqualTo(502);
                assertThat(http1.get("/").status()).isEqualTo(502);
            }
        });
    }

    /** For clients of both versions. */
    private static void assertBroken(TestProxy proxy) throws Exception {
        try (RawHttp2 client = RawHttp2.client(proxy.port());
                RawClient http1 = proxy.client()) {
            Http2Message answer = client.get(1, "/").read(1);
            assertThat(answer.status()).isIn(200, 502);
            assertThat(answer.status() == 502 || (answer.isReset() && !answer.whole()))
                    .isTrue();
            Reply reply = http1.get("/");
            assertThat(reply.status() == 502 || !reply.whole()).isTrue();
        }
    }
}
