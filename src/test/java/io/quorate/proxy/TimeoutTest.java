package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.listen.Limits;
import io.quorate.core.model.listen.ListenerTimeouts;
import io.quorate.core.model.route.RouteTimeouts;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every wait has an end, and each its own status. */
class TimeoutTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    private static final String EXPECTING =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";

    private RawBackend backend;
    private final TestProxy.Setup setup = new TestProxy.Setup();

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(RawBackend.OK);
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
    }

    @Test
    void endsAConnectionThatSendsNothing() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(SHORT, LONG);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(408);
            assertThat(reply.field("date")).endsWith(" GMT");
            assertThat(reply.body()).matches("408 Request Timeout: .* \\(request [0-9a-f]{32}\\)\n");
            assertThat(client.isClosed()).isTrue();
            assertThat(proxy.scraped()).contains("quorate_requests_total{code=\"408\",route=\"\",upstream=\"\"} 1.0");
        }
    }

    @Test
    void endsAHeadThatDribbles() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(SHORT, LONG);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            client.send("GET / HTTP/1.1\r\n");
            for (int i = 0; i < 8; i++) {
                java.util.concurrent.locks.LockSupport.parkNanos(
                        Duration.ofMillis(50).toNanos());
                client.sendIfTaken("X-A: b\r\n");
            }
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(client.isClosed()).isTrue();
            proxy.assertConserved(backend);
        }
    }

    /** It came with the request before, so that nothing is read after that is answered. */
    @Test
    void endsAHeadThatBeganWhileAnotherRequestWasAnswered() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(SHORT, LONG);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost:");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void closesAnIdleConnection() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(LONG, SHORT);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void endsAnUploadThatStalls() throws Exception {
        setup.timeouts = new RouteTimeouts(LONG, LONG, SHORT, Duration.ZERO);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(client.isClosed()).isTrue();
            proxy.assertConserved(backend);
        }
    }

    @Test
    void endsAnUploadThatTheEndpointDoesNotTake() throws Exception {
        setup.timeouts = new RouteTimeouts(LONG, LONG, Duration.ofMillis(600), Duration.ZERO);
        backend.become(connection -> {
            connection.readHead();
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofSeconds(3).toNanos());
        });
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
            String much = "x".repeat(1 << 20);
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < 90; i++) {
                        client.sendIfTaken(much);
                    }
                } catch (java.io.IOException closed) {
                    Thread.currentThread().interrupt();
                }
            });
            sender.start();
            assertThat(client.read().status()).isEqualTo(504);
            client.leave();
            sender.join();
            proxy.assertConserved(backend);
        }
    }

    @Test
    void countsTheTimeForAnAnswerFromTheEndOfAnUpload() throws Exception {
        setup.timeouts = new RouteTimeouts(SHORT, Duration.ofMillis(400), Duration.ofSeconds(6), Duration.ZERO);
        backend.become(RawBackend.Connection::waitForEnd);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc");
            // Longer than the first time that is armed, so that only the end of the upload can bring it nearer.
            pause(Duration.ofMillis(1_200));
            long sent = System.nanoTime();
            client.send("def");
            assertThat(client.read().status()).isEqualTo(504);
            assertThat(Duration.ofNanos(System.nanoTime() - sent))
                    .isBetween(Duration.ofMillis(350), Duration.ofSeconds(2));
            proxy.assertConserved(backend);
        }
    }

    @Test
    void blamesTheEndpointThatLetsAClientWaitForTheGoAhead() throws Exception {
        setup.timeouts = new RouteTimeouts(LONG, Duration.ofMillis(600), SHORT, Duration.ZERO);
        backend.become(RawBackend.Connection::waitForEnd);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            assertThat(client.send(EXPECTING).read().status()).isEqualTo(504);
            assertThat(client.isClosed()).isTrue();
            assertThat(proxy.attempts("timeout")).isEqualTo(1);
            assertThat(proxy.attempts("client")).isZero();
            proxy.assertConserved(backend);
        }
    }

    @Test
    void asksAnotherEndpointWhereTheFirstLetsTheClientWaitForTheGoAhead() throws Exception {
        setup.timeouts = new RouteTimeouts(LONG, Duration.ofMillis(300), Duration.ofMillis(900), Duration.ZERO);
        setup.inOrder = true;
        backend.become(RawBackend.Connection::waitForEnd);
        RawBackend second = RawBackend.running(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 100 Continue\r\n\r\n");
            connection.skip(3);
            connection.send(RawBackend.OK);
            connection.waitForEnd();
        });
        try (second;
                TestProxy proxy = setup.to(backend.port(), second.port());
                RawClient client = proxy.client()) {
            assertThat(client.send(EXPECTING.replace("POST", "PUT")).read().status())
                    .isEqualTo(100);
            assertThat(client.send("abc").read().status()).isEqualTo(200);
            assertThat(second.received()).endsWith("\r\n\r\nabc");
            assertThat(backend.received()).endsWith("\r\n\r\n");
            assertThat(proxy.counted("quorate_retries", "reason", "timeout")).isOne();
            proxy.assertConserved(backend);
        }
    }

    @Test
    void blamesTheClientThatSendsNothingAfterTheGoAhead() throws Exception {
        setup.timeouts = new RouteTimeouts(LONG, Duration.ofMillis(300), Duration.ofMillis(900), Duration.ZERO);
        backend.become(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 100 Continue\r\n\r\n");
            connection.waitForEnd();
        });
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            assertThat(client.send(EXPECTING).read().status()).isEqualTo(100);
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(proxy.attempts("client")).isEqualTo(1);
            proxy.assertConserved(backend);
        }
    }

    @Test
    void blamesTheClientThatStopsAfterItBeganWithoutTheGoAhead() throws Exception {
        setup.timeouts = new RouteTimeouts(LONG, Duration.ofMillis(300), Duration.ofMillis(900), Duration.ZERO);
        backend.become(RawBackend.Connection::waitForEnd);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            client.send(EXPECTING);
            await().until(() -> backend.received().endsWith("\r\n\r\n"));
            assertThat(client.send("a").read().status()).isEqualTo(408);
            assertThat(backend.received()).endsWith("\r\n\r\na");
            assertThat(proxy.attempts("client")).isEqualTo(1);
            proxy.assertConserved(backend);
        }
    }

    @Test
    void countsTheIdleTimeOfAResponseFromItsHead() throws Exception {
        setup.timeouts = new RouteTimeouts(SHORT, Duration.ofSeconds(6), Duration.ofMillis(400), Duration.ZERO);
        backend.become(connection -> {
            connection.readRequest();
            pause(Duration.ofMillis(800));
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc");
            connection.waitForEnd();
        });
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            long asked = System.nanoTime();
            assertThat(client.get("/").whole()).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                    .isBetween(Duration.ofMillis(1_100), Duration.ofSeconds(3));
            proxy.assertConserved(backend);
        }
    }

    @Test
    void doesNotBlameTheEndpointForAClientThatStopsReading() throws Exception {
        setup.timeouts = new RouteTimeouts(LONG, LONG, Duration.ofMillis(400), Duration.ZERO);
        backend.become(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n");
            for (int i = 0; i < 95; i++) {
                connection.send("x".repeat(1 << 20));
            }
        });
        try (TestProxy proxy = setup.to(backend);
                RawClient client = RawClient.to(proxy.port(), 32 << 10)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.in().read()).isEqualTo('H');
            await().until(() -> proxy.inFlight() == 0);
            assertThat(proxy.attempts("client")).isEqualTo(1);
            assertThat(proxy.attempts("timeout")).isZero();
            proxy.assertConserved(backend);
            // What is on its way is given up too, or the system would hold it for as long as the client likes.
            assertThatThrownBy(() -> client.in().readAllBytes())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void endsAResponseThatStalls() throws Exception {
        setup.timeouts = new RouteTimeouts(LONG, LONG, SHORT, Duration.ZERO);
        backend.become(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc");
            connection.waitForEnd();
        });
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            Reply reply = client.get("/");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.whole()).isFalse();
            proxy.assertConserved(backend);
        }
    }

    @Test
    void endsAnExchangeThatTakesTooLongInTotal() throws Exception {
        setup.timeouts = new RouteTimeouts(LONG, LONG, LONG, Duration.ofMillis(300));
        backend.become(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
            for (int i = 0; i < 1_000; i++) {
                connection.send("x");
                java.util.concurrent.locks.LockSupport.parkNanos(
                        Duration.ofMillis(50).toNanos());
            }
        });
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            assertThat(client.get("/").whole()).isFalse();
            proxy.assertConserved(backend);
        }
    }

    @Test
    void answersWhenTheTotalIsOverBeforeTheResponse() throws Exception {
        setup.timeouts = new RouteTimeouts(LONG, Duration.ZERO, Duration.ZERO, SHORT);
        backend.become(RawBackend.Connection::waitForEnd);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(504);
            proxy.assertConserved(backend);
        }
    }

    @Test
    void refusesABodyThatIsAnnouncedTooLong() throws Exception {
        setup.limits = new Limits(8 << 10, 32 << 10, 10, 100);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nabc");
            assertThat(client.read().status()).isEqualTo(413);
            assertThat(client.isClosed()).isTrue();
            assertThat(backend.requests()).isZero();
        }
    }

    @Test
    void endsABodyThatBecomesTooLong() throws Exception {
        setup.limits = new Limits(8 << 10, 32 << 10, 10, 100);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 4; i++) {
                client.sendIfTaken("5\r\nabcde\r\n");
            }
            assertThat(client.read().status()).isEqualTo(413);
            assertThat(client.isClosed()).isTrue();
            proxy.assertConserved(backend);
        }
    }

    @Test
    void closesConnectionsBeyondTheLimit() throws Exception {
        setup.limits = new Limits(8 << 10, 32 << 10, 0, 2);
        try (TestProxy proxy = setup.to(backend);
                RawClient first = proxy.client();
                RawClient second = proxy.client()) {
            assertThat(first.get("/").status()).isEqualTo(200);
            assertThat(second.get("/").status()).isEqualTo(200);
            try (RawClient third = proxy.client()) {
                assertThat(third.isClosed()).isTrue();
            }
            first.leave();
            await().until(() -> {
                try (RawClient again = proxy.client()) {
                    return again.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                                    .read()
                                    .status()
                            == 200;
                } catch (java.io.IOException refused) {
                    return false;
                }
            });
        }
    }

    private static void pause(Duration time) {
        java.util.concurrent.locks.LockSupport.parkNanos(time.toNanos());
    }
}
