package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.ListenerTls;
import io.quorate.core.model.transport.Pem;
import io.quorate.core.model.transport.Protocol;
import io.quorate.testing.Certificates;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a drain does to connections in every state that they may be in; none of it takes as long as it may. */
class DrainTest {
    private static final KeyPair SITE = Certificates.authority("Root").server("a.example");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String HEAD = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n";

    private final CompletableFuture<Void> goOn = new CompletableFuture<>();
    private final TestProxy.Setup setup = new TestProxy.Setup();
    private RawBackend backend;

    @BeforeEach
    void start() throws IOException {
        backend = RawBackend.answering(RawBackend.OK);
    }

    @AfterEach
    void stop() throws IOException {
        goOn.complete(null);
        backend.close();
    }

    @Test
    void aConnectionThatAsksForNothingIsClosedWithoutAnAnswer() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                RawClient fresh = proxy.client()) {
            awaitConnection(proxy);
            Future<Integer> drained = proxy.fleet.drain(LONG);

            assertThat(fresh.read(1)).isEmpty();
            assertThat(TestProxy.await(drained)).isZero();
        }
    }

    @Test
    void theFirstRequestOfAConnectionIsAnsweredIfItComesAMomentLater() throws Exception {
        assertFirstRequestIsAnswered();
    }

    @Test
    void theSameWhereItIsNotKnownYetWhatTheConnectionSpeaks() throws Exception {
        setup.protocols = new Protocols(true, true, false);
        assertFirstRequestIsAnswered();
    }

    @Test
    void aConnectionWhoseResponseHadBegunIsClosedSoonAfterItsEnd() throws Exception {
        backend.become(this::answerInTwoParts);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            for (String begun = ""; !begun.endsWith("abc"); begun += client.read(1)) {
                // From then on it is too late to say in the head that the connection closes.
            }
            Future<Integer> drained = drain(proxy);
            goOn.complete(null);

            assertThat(client.read(4)).isEqualTo("def");
            assertThat(TestProxy.await(drained)).isZero();
        }
    }

    @Test
    void whatWaitsForAnEndpointIsAnswered() throws Exception {
        setup.oneAtATime(Protocol.HTTP1);
        backend.become(this::answerInTwoParts);
        try (TestProxy proxy = setup.to(backend);
                RawClient first = proxy.client();
                RawClient second = proxy.client()) {
            first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> backend.requests() == 1);
            second.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> proxy.loads
                            .of(TestProxy.UPSTREAM, TestProxy.address(backend.port()))
                            .slots()
                            .waiters()
                    == 1);
            Future<Integer> drained = drain(proxy);
            goOn.complete(null);

            assertThat(first.read().body()).isEqualTo("abcdef");
            assertThat(second.read().field("connection")).isEqualTo("close");
            assertThat(TestProxy.await(drained)).isZero();
        }
    }

    @Test
    void theSameWhereTheHandshakeIsStillToCome() throws Exception {
        setup.tls = new ListenerTls(List.of(SITE), "TLSv1.2", ListenerTls.ClientAuth.NONE, Pem.NONE);
        try (TestProxy proxy = setup.to(backend);
                Socket plain = RawHttp2.connect(proxy.port(), 0)) {
            awaitConnection(proxy);
            Future<Integer> drained = drain(proxy);

            try (SSLSocket socket = TlsSockets.over(plain, KeyPair.NONE, "a.example", "http/1.1");
                    RawClient client = RawClient.over(socket)) {
                assertThat(client.get("/").field("connection")).isEqualTo("close");
            }
            assertThat(TestProxy.await(drained)).isZero();
        }
    }

    /** Begins it, and waits until it has reached all connections. */
    private static Future<Integer> drain(TestProxy proxy) {
        int port = proxy.port();
        Future<Integer> drained = proxy.fleet.drain(LONG);
        await().until(() -> isRefused(port));
        return drained;
    }

    private static void awaitConnection(TestProxy proxy) {
        await().until(() -> proxy.scraped().contains("quorate_connections{listener=\"web\"} 1.0"));
    }

    private static boolean isRefused(int port) {
        try (RawClient client = RawClient.to(port)) {
            return client.isClosed();
        } catch (IOException refused) {
            return true;
        }
    }

    private void assertFirstRequestIsAnswered() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                RawClient fresh = proxy.client()) {
            awaitConnection(proxy);
            Future<Integer> drained = drain(proxy);

            Reply reply = fresh.get("/");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.field("connection")).isEqualTo("close");
            assertThat(TestProxy.await(drained)).isZero();
        }
    }

    @Test
    void whatIsCutIsCounted() throws Exception {
        setup.protocols = new Protocols(true, true, false);
        backend.become(this::answerInTwoParts);
        try (TestProxy proxy = setup.to(backend);
                RawClient idle = proxy.client();
                RawClient http1 = proxy.client();
                RawHttp2 http2 = RawHttp2.client(proxy.port())) {
            http1.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            http2.get(1, "/").get(3, "/").readHead(1);
            await().until(() -> proxy.inFlight() == 3);

            assertThat(TestProxy.await(proxy.fleet.drain(Duration.ofMillis(300))))
                    .isEqualTo(3);

            assertThat(idle.isClosed()).isTrue();
            assertThat(http1.read().whole()).isFalse();
            await().until(() -> proxy.inFlight() == 0);
        }
    }

    @Test
    @Tag("slow")
    void http2HasAsMuchTimeAsIsGiven() throws Exception {
        setup.protocols = new Protocols(true, true, false);
        backend.become(this::answerInTwoParts);
        try (TestProxy proxy = setup.to(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            client.get(1, "/").readHead(1);
            Future<Integer> drained = drain(proxy);
            await().pollDelay(Duration.ofSeconds(35))
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> !drained.isComplete());
            goOn.complete(null);
            assertThat(client.read(1).text()).isEqualTo("abcdef");
            assertThat(TestProxy.await(drained)).isZero();
        }
    }

    private void answerInTwoParts(RawBackend.Connection connection) throws IOException {
        while (connection.readRequest()) {
            connection.send(HEAD + "abc");
            goOn.join();
            connection.send("def");
        }
    }
}
