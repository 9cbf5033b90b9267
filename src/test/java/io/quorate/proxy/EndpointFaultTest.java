package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What endpoints do wrong; the client is told so, and never by a clean end of what is not whole. */
class EndpointFaultTest {
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

    private RawBackend backend;
    private TestProxy proxy;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(RawBackend.OK);
        TestProxy.Setup setup = new TestProxy.Setup().oneAtATime(Protocol.HTTP1);
        setup.timeouts =
                new RouteTimeouts(Duration.ofMillis(500), Duration.ofMillis(600), Duration.ofSeconds(5), Duration.ZERO);
        proxy = setup.conserving(backend);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        backend.close();
    }

    @TestFactory
    Stream<DynamicTest> answersForAnEndpointThatGivesNoResponse() {
        return Stream.of(
                answered("closes after accepting", 502, connection -> {}),
                answered("resets after accepting", 502, RawBackend.Connection::reset),
                answered("closes after the request", 502, RawBackend.Connection::readHead),
                answered("never answers", 504, RawBackend.Connection::waitForEnd),
                answered("part of a status line", 502, sending("HTTP/1.1 20")),
                answered("part of a head", 502, sending("HTTP/1.1 200 OK\r\ncontent-le")),
                answered("bad chunk size at once", 502, sending(CHUNKED + "zz\r\nabc\r\n")),
                answered(
                        "2000 times 103",
                        502,
                        sending("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(2_000) + RawBackend.OK)),
                answered(
                        "two lengths",
                        502,
                        sending("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nabc")),
                answered(
                        "length and coding",
                        502,
                        sending("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n")),
                answered(
                        "unknown coding",
                        502,
                        sending("HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n")),
                answered(
                        "70 KB field",
                        502,
                        sending("HTTP/1.1 200 OK\r\nx-a: " + "x".repeat(70_000) + "\r\ncontent-length: 2\r\n\r\nok")),
                answered("40 options", 502, sending("HTTP/1.1 200 OK\r\nconnection: " + "a,".repeat(40) + "\r\n\r\n")),
                answered("garbage", 502, sending("hello there\r\n\r\n")),
                answered("HTTP/0.9", 502, sending("<html>hello</html>")),
                answered("NUL in a field", 502, sending("HTTP/1.1 200 OK\r\nx-a: b\0c\r\ncontent-length: 2\r\n\r\nok")),
                answered(
                        "DEL in a field",
                        502,
                        sending("HTTP/1.1 200 OK\r\nx-a: b\u007fc\r\ncontent-length: 2\r\n\r\nok")),
                answered(
                        "DEL in early hints",
                        502,
                        sending("HTTP/1.1 103 Early Hints\r\nx-a: b\u007fc\r\n\r\n" + RawBackend.OK)),
                answered("CR in a field", 502, sending("HTTP/1.1 200 OK\r\nx-a: b\rc\r\ncontent-length: 2\r\n\r\nok")),
                answered("status 099", 502, sending("HTTP/1.1 099 What\r\ncontent-length: 0\r\n\r\n")),
                answered("status 600", 502, sending("HTTP/1.1 600 What\r\ncontent-length: 0\r\n\r\n")),
                answered("status 1000", 502, sending("HTTP/1.1 1000 What\r\ncontent-length: 0\r\n\r\n")),
                answered(
                        "a switch nobody asked for",
                        502,
                        sending("HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nabc")),
                answered("HTTP/2 version", 502, sending("HTTP/2.0 200 OK\r\ncontent-length: 2\r\n\r\nok")),
                answered("a slow head", 504, connection -> {
                    connection.readHead();
                    for (char c : "HTTP/1.1 200 OK\r\nx-slow: true\r\ncontent-length: 2\r\n\r\nok".toCharArray()) {
                        connection.send(String.valueOf(c));
                        pause(60);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> neverEndsCleanlyWhatIsNotWhole() {
        String length = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n" + "x".repeat(50);
        return Stream.of(
                cut("length, then FIN", sending(length)),
                cut("length, then reset", connection -> {
                    sending(length).run(connection);
                    pause(100);
                    connection.reset();
                }),
                cut("chunked, then DEL in a trailer", connection -> {
                    sending(CHUNKED + "5\r\nabcde\r\n").run(connection);
                    pause(100);
                    connection.send("0\r\nx-a: b\u007fc\r\n\r\n");
                    connection.waitForEnd();
                }),
                cut("chunked, then FIN", connection -> {
                    sending(CHUNKED + "5\r\nabcde\r\n").run(connection);
                    pause(100);
                }),
                cut("chunked, then a bad size", connection -> {
                    sending(CHUNKED + "5\r\nabcde\r\n").run(connection);
                    pause(100);
                    connection.send("zz\r\n");
                    connection.waitForEnd();
                }));
    }

    @Test
    void relaysTheAnswerOfAnHttp10Endpoint() throws Exception {
        backend.become(sending("HTTP/1.0 200 OK\r\n\r\nto the end"));
        try (RawClient client = proxy.client()) {
            Reply reply = client.get("/");
            assertThat(reply.body()).isEqualTo("to the end");
            assertThat(reply.whole()).isTrue();
            assertThat(reply.field("transfer-encoding")).isEqualTo("chunked");
        }
        proxy.assertAtRest();
    }

    @Test
    void relaysAnEarlyAnswerWhileTheClientStillSendsAndCloses() throws Exception {
        backend.become(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 413 Too Large\r\ncontent-length: 5\r\n\r\nlarge");
            connection.waitForEnd();
        });
        try (RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc");
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.body()).isEqualTo("large");
            assertThat(reply.field("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
        org.awaitility.Awaitility.await().until(() -> backend.openConnections() == 0);
        proxy.assertAtRest();
    }

    @Test
    void forgetsAnIdleConnectionThatTheEndpointClosed() throws Exception {
        backend.become(sending(RawBackend.OK));
        try (RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            org.awaitility.Awaitility.await().until(() -> backend.openConnections() == 0);
            assertThat(client.get("/").status()).isEqualTo(200);
        }
        proxy.assertAtRest();
    }

    @Test
    void sendsAgainWhatMeetsAConnectionThatTheEndpointWasClosingIfThatIsSafe() throws Exception {
        backend.become(connection -> {
            connection.readRequest();
            connection.send(RawBackend.OK);
            connection.readHead();
            connection.reset();
        });
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(502);
        }
        proxy.assertAtRest();
    }

    @Test
    void triesAnotherEndpointIfOneRefusesWhateverTheMethod() throws Exception {
        try (TestProxy two = new TestProxy.Setup().to(freePort(), backend.port());
                RawClient client = two.client()) {
            for (int i = 0; i < 4; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
                assertThat(client.read().status()).isEqualTo(200);
            }
            assertThat(two.inFlight()).isZero();
        }
        assertThat(backend.requests()).isEqualTo(4);
    }

    @Test
    void saysThatTheOnlyEndpointRefuses() throws Exception {
        try (TestProxy one = new TestProxy.Setup().to(freePort());
                RawClient client = one.client()) {
            Reply reply = client.get("/");
            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.body()).doesNotContain("127.0.0.1").contains("(request ");
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(one.inFlight()).isZero();
        }
    }

    @Test
    void saysThatThereIsNoEndpointAndWhenToComeBack() throws Exception {
        try (TestProxy none = new TestProxy.Setup().to();
                RawClient client = none.client()) {
            Reply reply = client.get("/");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.field("retry-after")).isEqualTo("1");
        }
    }

    @Test
    void givesUpOnAConnectionThatIsNotAcceptedInTime() throws Exception {
        try (FullBacklog full = new FullBacklog()) {
            TestProxy.Setup setup = new TestProxy.Setup();
            setup.timeouts = new RouteTimeouts(
                    Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO);
            try (TestProxy one = setup.to(full.port());
                    RawClient client = one.client()) {
                assertThat(client.get("/").status()).isEqualTo(504);
                assertThat(one.inFlight()).isZero();
            }
        }
    }

    private DynamicTest answered(String name, int status, RawBackend.Script script) {
        return DynamicTest.dynamicTest(name, () -> {
            fresh(script);
            try (RawClient client = proxy.client()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Reply reply = client.read();
                while (reply.status() == 103) {
                    reply = client.read();
                }
                assertThat(reply.status()).isEqualTo(status);
                assertThat(reply.body()).contains("(request ");
            }
            proxy.assertAtRest();
        });
    }

    private DynamicTest cut(String name, RawBackend.Script script) {
        return DynamicTest.dynamicTest(name, () -> {
            fresh(script);
            try (RawClient client = proxy.client()) {
                Reply reply = client.get("/");
                assertThat(reply.whole() && reply.status() == 200).isFalse();
                assertThat(reply.status() == 200 || reply.status() == 502).isTrue();
            }
            proxy.assertAtRest();
        });
    }

    /** Each case with connections of its own: the proxy keeps good ones. */
    private void fresh(RawBackend.Script script) throws IOException {
        stopQuietly();
        try {
            start();
        } catch (Exception e) {
            throw new IOException(e);
        }
        backend.become(script);
    }

    private void stopQuietly() throws IOException {
        proxy.close();
        backend.close();
    }

    private static RawBackend.Script sending(String bytes) {
        return connection -> {
            connection.readHead();
            connection.send(bytes);
        };
    }

    private static void pause(int millis) {
        java.util.concurrent.locks.LockSupport.parkNanos(
                Duration.ofMillis(millis).toNanos());
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
