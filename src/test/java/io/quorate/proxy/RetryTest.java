package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.route.Retry;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What fails at the first endpoint is sent to the second if it may be, and else the client is told; never more. */
class RetryTest {
    private static final String SECOND = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecond";
    private static final int HELD = 1_000;

    private final TestProxy.Setup setup = new TestProxy.Setup();
    private RawBackend first;
    private RawBackend second;

    @BeforeEach
    void start() throws Exception {
        first = RawBackend.running(RetryTest::resetAfterRequest);
        second = RawBackend.answering(SECOND);
        setup.inOrder = true;
        setup.retry = rule(2, EnumSet.allOf(Retry.Cause.class), Set.of(502, 503, 504), 1);
    }

    @AfterEach
    void stop() throws Exception {
        first.close();
        second.close();
    }

    @Test
    void sendsToAnotherEndpointWhatWasReset() throws Exception {
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("second");
            assertThat(proxy.scraped()).contains("quorate_retries_total{reason=\"reset\",upstream=\"shop\"} 1.0");
            assertThat(proxy.attempts("reset")).isOne();
            assertThat(proxy.attempts("ok")).isOne();
            assertTried(1, 1);
            proxy.assertFreed();
        }
    }

    @Test
    void tellsOfTheEndpointThatWasReachedIfTheOtherIsNot() throws Exception {
        second.close();
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body())
                    .startsWith("502 Bad Gateway: the endpoint gave no valid response (request ");
        }
    }

    @Test
    void sendsToAnotherEndpointWhatEndedInTheMiddleOfTheHead() throws Exception {
        first.become(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-le");
        });
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("second");
            assertThat(proxy.attempts("reset")).isOne();
            proxy.assertFreed();
        }
    }

    /** A connection that was kept may have been closed just then, but the rule comes first. */
    @Test
    void doesNotMakeAnewWhatIsNeverSentAgain() throws Exception {
        setup.retry = TestProxy.NEVER_AGAIN;
        first.become(connection -> {
            connection.readRequest();
            connection.send(RawBackend.OK);
            connection.readRequest();
            connection.reset();
        });
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.get("/").status()).isEqualTo(502);
            assertTried(2, 0);
            assertThat(proxy.attempts("stale")).isZero();
            proxy.assertFreed();
        }
    }

    @Test
    void doesNotSendAPostTwice() throws Exception {
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.send(request("POST", "abc")).read().status()).isEqualTo(502);
            assertTried(1, 0);
            proxy.assertFreed();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsABodyAgainWhole(boolean chunked) throws Exception {
        String body = body(HELD);
        String request = chunked
                ? "PUT / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n"
                        + "1f4\r\n" + body.substring(0, 500) + "\r\n1f4\r\n" + body.substring(500)
                        + "\r\n0\r\nx-sum: 7\r\n\r\n"
                : request("PUT", body);
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.send(request).read().body()).isEqualTo("second");
            assertThat(bodyGot(second)).isEqualTo(bodyGot(first));
            assertThat(bodyGot(second).replaceAll("\r\n[0-9a-f]+\r\n", "")).contains(body);
            assertThat(bodyGot(second).contains("x-sum: 7")).isEqualTo(chunked);
            proxy.assertFreed();
        }
    }

    @Test
    void sendsABodyAgainOfWhichOnlyHalfHadCome() throws Exception {
        String body = body(HELD);
        String request = request("PUT", body);
        int half = request.length() - HELD / 2;
        first.become(connection -> {
            connection.readHead();
            connection.skip(HELD / 2);
            connection.reset();
        });
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            client.send(request.substring(0, half));
            await().until(() -> bodyGot(second).length() == HELD / 2);
            assertThat(client.send(request.substring(half)).read().body()).isEqualTo("second");
            assertThat(bodyGot(second)).isEqualTo(body);
            proxy.assertFreed();
        }
    }

    /** The rest of it comes when the second endpoint has not yet been connected to; that it came is seen by an answer. */
    @Test
    void losesNothingOfABodyThatComesBetweenTwoTries() throws Exception {
        setup.transport = new Transport(Protocol.HTTP2, EndpointTls.NONE, Connections.DEFAULT);
        CountDownLatch go = new CountDownLatch(1);
        String body = body(HELD);
        String request = request("PUT", body);
        int half = request.length() - HELD / 2;
        try (RawHttp2Backend breaking = RawHttp2Backend.running(connection -> {
                    RawHttp2Backend.greet(connection);
                    int stream = connection.request(0);
                    while (connection.soFar(stream).text().length() < HELD / 2) {
                        connection.read();
                    }
                    connection.abort();
                });
                RawHttp2Backend taking = RawHttp2Backend.ok();
                TestProxy proxy = setup.to(breaking.port(), taking.port());
                RawClient client = proxy.client();
                RawClient other = proxy.client()) {
            taking.become(connection -> {
                await().until(() -> go.getCount() == 0);
                RawHttp2Backend.greet(connection);
                taking.serve(connection, RawHttp2Backend::ok);
            });
            client.send(request.substring(0, half));
            await().until(() -> taking.connections() == 1);
            client.send(request.substring(half));
            assertThat(other.send("GET\r\n\r\n").read().status()).isEqualTo(400);
            go.countDown();
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(taking.requests().get(0).text()).isEqualTo(body);
            proxy.assertFreed();
        }
    }

    @Test
    void doesNotSendABodyAgainThatIsLongerThanWhatIsHeld() throws Exception {
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.send(request("PUT", body(HELD + 1))).read().status())
                    .isEqualTo(502);
            assertTried(1, 0);
            proxy.assertFreed();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, true", "2, false"})
    void sendsNothingAgainThatTheRuleDoesNotName(int attempts, boolean named) throws Exception {
        Set<Retry.Cause> on = named ? Set.of(Retry.Cause.RESET) : Set.of(Retry.Cause.CONNECT, Retry.Cause.TIMEOUT);
        setup.retry = rule(attempts, on, Set.of(502), 1);
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            assertTried(1, 0);
            proxy.assertFreed();
        }
    }

    @Test
    void sendsToTheSameEndpointAgainWhereThereIsNoOther() throws Exception {
        first.become(connection -> {
            first.become(connectionAfter -> {
                connectionAfter.readRequest();
                connectionAfter.send(SECOND);
            });
            resetAfterRequest(connection);
        });
        try (TestProxy proxy = setup.to(first);
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("second");
            assertThat(first.requests()).isEqualTo(2);
            proxy.assertFreed();
        }
    }

    @Test
    void sendsAgainNoMoreOftenThanTheRuleSays() throws Exception {
        try (TestProxy proxy = setup.to(first);
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(first.requests()).isEqualTo(3);
            assertThat(proxy.attempts("reset")).isEqualTo(3);
            proxy.assertFreed();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void throwsAnAnswerAwayForThatOfAnotherEndpoint(int status) throws Exception {
        first.become(answering(status));
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("second");
            assertThat(client.send(request("PUT", "abc")).read().body()).isEqualTo("second");
            assertThat(proxy.counted("quorate_retries", "reason", "" + status)).isEqualTo(2);
            assertThat(proxy.attempts("status")).isEqualTo(2);
            assertTried(2, 2);
            proxy.assertFreed();
        }
    }

    @Test
    void relaysTheLastOfAnswersThatAreNoHelp() throws Exception {
        first.become(answering(503));
        second.become(answering(502));
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            Reply reply = client.get("/");
            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.body()).isEqualTo("sorry");
            assertTried(1, 1);
            proxy.assertFreed();
        }
    }

    @Test
    void relaysAnAnswerToWhatMayNotBeDoneTwice() throws Exception {
        first.become(answering(503));
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            Reply reply = client.send(request("POST", "abc")).read();
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.body()).isEqualTo("sorry");
            assertTried(1, 0);
            proxy.assertFreed();
        }
    }

    @Test
    void relaysAnAnswerThatIsNotNamed() throws Exception {
        setup.retry = rule(2, EnumSet.allOf(Retry.Cause.class), Set.of(502), 1);
        first.become(answering(503));
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("sorry");
            assertTried(1, 0);
            proxy.assertFreed();
        }
    }

    @Test
    void sendsToAnotherEndpointWhatIsNotAnsweredInTime() throws Exception {
        answeredWithin(300);
        first.become(RawBackend.Connection::waitForEnd);
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("second");
            assertThat(proxy.counted("quorate_retries", "reason", "timeout")).isOne();
            await().until(() -> first.openConnections() == 0);
            proxy.assertFreed();
        }
    }

    @Test
    void waitsForEachEndpointOnceWhereNoneAnswers() throws Exception {
        answeredWithin(300);
        first.become(RawBackend.Connection::waitForEnd);
        second.become(RawBackend.Connection::waitForEnd);
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            long start = System.nanoTime();
            assertThat(client.get("/").status()).isEqualTo(504);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(600), Duration.ofMillis(1_500));
            assertThat(proxy.attempts("timeout")).isEqualTo(2);
            await().until(() -> first.openConnections() + second.openConnections() == 0);
            assertThat(first.connections()).isOne();
            assertThat(second.connections()).isOne();
            proxy.assertFreed();
        }
    }

    @Test
    void doesNotSendAPostAgainThatIsNotAnsweredInTime() throws Exception {
        answeredWithin(300);
        first.become(RawBackend.Connection::waitForEnd);
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.send(request("POST", "abc")).read().status()).isEqualTo(504);
            assertThat(second.connections()).isZero();
            proxy.assertFreed();
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 200", "1001, 502"})
    void sendsAPostAgainThatWasRefusedIfItsBodyIsHeld(int length, int status) throws Exception {
        setup.transport = new Transport(Protocol.HTTP2, EndpointTls.NONE, Connections.DEFAULT);
        String body = body(length);
        try (RawHttp2Backend refusing =
                        RawHttp2Backend.answering((on, stream) -> on.reset(stream, RawHttp2.REFUSED_STREAM));
                RawHttp2Backend taking = RawHttp2Backend.ok();
                TestProxy proxy = setup.to(refusing.port(), taking.port());
                RawClient client = proxy.client()) {
            assertThat(client.send(request("POST", body)).read().status()).isEqualTo(status);
            assertThat(taking.requests()).hasSize(status == 200 ? 1 : 0);
            assertThat(taking.requests()).allMatch(request -> request.text().equals(body));
            assertThat(proxy.counted("quorate_retries", "reason", "refused-stream"))
                    .isEqualTo(taking.requests().size());
            assertThat(proxy.attempts("refused")).isOne();
            proxy.assertFreed();
        }
    }

    /** All of them are told one by one, when nothing can be sent on that connection any more. */
    @Test
    void sendsAllAgainThatWereOnAConnectionThatBroke() throws Exception {
        setup.transport = new Transport(Protocol.HTTP2, EndpointTls.NONE, Connections.DEFAULT);
        try (RawHttp2Backend breaking = RawHttp2Backend.ok();
                TestProxy proxy = setup.to(breaking.port());
                RawClient one = proxy.client();
                RawClient two = proxy.client();
                RawClient three = proxy.client()) {
            breaking.become(connection -> {
                breaking.become(next -> {
                    RawHttp2Backend.greet(next);
                    breaking.serve(next, RawHttp2Backend::ok);
                });
                RawHttp2Backend.greet(connection);
                connection.request(0);
                connection.request(1);
                connection.request(2);
                connection.abort();
            });
            for (RawClient each : List.of(one, two, three)) {
                each.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            for (RawClient each : List.of(one, two, three)) {
                assertThat(each.read().status()).isEqualTo(200);
            }
            assertThat(proxy.attempts("refused")).isZero();
            proxy.assertFreed();
        }
    }

    @Test
    void sendsTenAgainWithoutABudget() throws Exception {
        setup.retry = rule(2, EnumSet.allOf(Retry.Cause.class), Set.of(), 0);
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.get("/").body()).isEqualTo("second");
            }
            assertThat(client.get("/").status()).isEqualTo(502);
            assertTried(11, 10);
            proxy.assertFreed();
        }
    }

    /** What could not connect has done nothing anywhere, so that no budget is asked. */
    @Test
    void triesElsewhereWhateverCouldNotConnect() throws Exception {
        setup.retry = rule(0, Set.of(Retry.Cause.CONNECT), Set.of(), 0);
        first.close();
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            for (int i = 0; i < 15; i++) {
                assertThat(client.send(request("POST", "abc")).read().body()).isEqualTo("second");
            }
            assertThat(proxy.counted("quorate_retries", "reason", "connect")).isEqualTo(15);
            proxy.assertFreed();
        }
    }

    @Test
    void triesNobodyElseWhereTheRuleDoesNotNameConnecting() throws Exception {
        setup.retry = rule(2, Set.of(Retry.Cause.RESET), Set.of(502), 1);
        first.close();
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(second.connections()).isZero();
            proxy.assertFreed();
        }
    }

    @Test
    void freesWhatWasTriedAgainForAClientThatLeaves() throws Exception {
        second.become(RawBackend.Connection::waitForEnd);
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> second.received().endsWith("\r\n\r\n"));
            client.reset();
            await().until(() -> second.openConnections() == 0);
            assertThat(proxy.attempts("client")).isOne();
            assertThat(proxy.attempts("reset")).isOne();
            proxy.assertConserved(first);
        }
    }

    @Test
    void saysHowOftenItTriedAndWhoAnswered() throws Exception {
        setup.reportView = true;
        AtomicInteger asked = new AtomicInteger();
        second.become(connection -> {
            while (connection.readRequest()) {
                asked.incrementAndGet();
                connection.send(SECOND);
            }
        });
        try (TestProxy proxy = proxy();
                RawClient client = proxy.client()) {
            Reply reply = client.get("/");
            assertThat(asked.get()).isOne();
            assertThat(reply.field("x-quorate-attempts")).isEqualTo("2");
            assertThat(reply.field("x-quorate-endpoint")).isEqualTo("127.0.0.1:" + second.port());
        }
    }

    private TestProxy proxy() {
        return setup.to(first.port(), second.port());
    }

    private void answeredWithin(int millis) {
        setup.timeouts = new RouteTimeouts(
                Duration.ofSeconds(5), Duration.ofMillis(millis), Duration.ofSeconds(20), Duration.ZERO);
    }

    private void assertTried(int atFirst, int atSecond) {
        assertThat(first.requests()).isEqualTo(atFirst);
        assertThat(second.requests()).isEqualTo(atSecond);
    }

    private static Retry rule(int attempts, Set<Retry.Cause> on, Set<Integer> statuses, double budget) {
        return new Retry(attempts, on, statuses, HELD, budget);
    }

    private static void resetAfterRequest(RawBackend.Connection connection) throws IOException {
        connection.readRequest();
        connection.reset();
    }

    private static RawBackend.Script answering(int status) {
        return connection -> {
            while (connection.readRequest()) {
                connection.send("HTTP/1.1 " + status + " No\r\ncontent-length: 5\r\n\r\nsorry");
            }
        };
    }

    private static String request(String method, String body) {
        return method + " / HTTP/1.1\r\nHost: a\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }

    /** No two of its pieces are the same. */
    private static String body(int length) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; body.length() < length; i++) {
            body.append(i).append('.');
        }
        return body.substring(0, length);
    }

    private static String bodyGot(RawBackend backend) {
        String received = backend.received();
        int end = received.indexOf("\r\n\r\n");
        return end < 0 ? "" : received.substring(end + 4);
    }
}
