package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.Pem;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import io.quorate.testing.Certificates;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint of an upstream of {@code auto} is spoken to as it chooses by ALPN, also after it has changed its mind. */
class AutoEndpointTest {
    private static final Certificates AUTHORITY = Certificates.authority("tests");
    private static final KeyPair SITE = AUTHORITY.server("127.0.0.1");
    private static final String[] HTTP2_AND_1 = {"HTTP_2", "HTTP_1_1"};
    private static final String[] HTTP1 = {"HTTP_1_1"};
    private static final String[] WITHOUT_ALPN = {};

    /** Frames of a client of WebSocket, with a mask that changes nothing: a text of one byte, and the end. */
    private static final String TEXT = "\u0081\u0081\0\0\0\0";

    private static final String CLOSE = "\u0088\u0080\0\0\0\0";

    private final Vertx vertx = Vertx.vertx();
    private final TestProxy.Setup setup = new TestProxy.Setup();
    /** One for each request, as the endpoint saw it. */
    private final List<HttpVersion> spoken = new CopyOnWriteArrayList<>();

    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();

    @BeforeEach
    void prepare() {
        setup.protocols = new Protocols(true, true, false);
        uses(Connections.DEFAULT);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void isSpokenToInHttp2IfItChoosesThat() throws Exception {
        HttpServer endpoint = endpoint(0, HTTP2_AND_1);
        try (TestProxy proxy = setup.to(endpoint.actualPort())) {
            assertAnswered(proxy, 5);
            assertThat(spoken).containsOnly(HttpVersion.HTTP_2).hasSize(5);
            assertThat(accepted.get()).isEqualTo(1);
            proxy.assertFreed();
        }
    }

    /** The connection that found it out is closed, and no other is made to find it out again. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP_1_1", ""})
    void isSpokenToInHttp1IfItChoosesThatOrNothing(String offered) throws Exception {
        HttpServer endpoint = endpoint(0, offered.isEmpty() ? WITHOUT_ALPN : HTTP1);
        try (TestProxy proxy = setup.to(endpoint.actualPort())) {
            assertAnswered(proxy, 5);
            assertThat(spoken).containsOnly(HttpVersion.HTTP_1_1).hasSize(5);
            assertThat(accepted.get()).isEqualTo(2);
            await().untilAsserted(() -> assertThat(open.get()).isEqualTo(1));
            proxy.assertFreed();
        }
    }

    /** More than one connection of HTTP/2 takes; nothing is known of the endpoint when they come. */
    @ParameterizedTest
    @CsvSource({"true, 110", "false, 110", "true, 2", "false, 2"})
    void answersManyThatComeAtOnceAtTheStart(boolean http2, int perEndpoint) throws Exception {
        uses(new Connections(perEndpoint, 1_024, Duration.ofSeconds(60)));
        setup.timeouts = new RouteTimeouts(
                Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ZERO);
        HttpServer endpoint = endpoint(0, http2 ? HTTP2_AND_1 : WITHOUT_ALPN);
        List<RawHttp2> clients = new ArrayList<>();
        try (TestProxy proxy = setup.to(endpoint.actualPort())) {
            for (int i = 0; i < 2; i++) {
                RawHttp2 client = RawHttp2.client(proxy.port());
                clients.add(client);
                for (int j = 0; j < 55; j++) {
                    client.get(2 * j + 1, "/");
                }
            }
            for (RawHttp2 client : clients) {
                for (int j = 0; j < 55; j++) {
                    assertThat(client.read(2 * j + 1).text()).isEqualTo("ok");
                }
                client.close();
            }
            assertThat(spoken)
                    .containsOnly(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                    .hasSize(110);
            proxy.assertFreed();
        }
    }

    @Test
    void isAnsweredForByAnHttp1EndpointThatTookThePlaceOfOneOfHttp2() throws Exception {
        HttpServer endpoint = endpoint(0, HTTP2_AND_1);
        try (TestProxy proxy = setup.to(endpoint.actualPort())) {
            assertAnswered(proxy, 2);
            replace(endpoint, WITHOUT_ALPN);
            assertAnswered(proxy, 5);
            assertThat(spoken)
                    .startsWith(HttpVersion.HTTP_2, HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)
                    .endsWith(HttpVersion.HTTP_1_1)
                    .hasSize(7);
            proxy.assertFreed();
        }
    }

    @Test
    void isAnsweredForByAnHttp2EndpointThatTookThePlaceOfOneOfHttp1() throws Exception {
        HttpServer endpoint = endpoint(0, HTTP1);
        try (TestProxy proxy = setup.to(endpoint.actualPort())) {
            assertAnswered(proxy, 2);
            replace(endpoint, HTTP2_AND_1);
            assertAnswered(proxy, 5);
            proxy.assertFreed();
        }
    }

    @Test
    void isOfferedHttp2AgainOnceItCouldNotBeConnectedTo() throws Exception {
        HttpServer endpoint = endpoint(0, HTTP1);
        int port = endpoint.actualPort();
        try (TestProxy proxy = setup.to(port);
                RawClient client = proxy.client()) {
            assertAnswered(proxy, 2);
            endpoint.close().await(5, TimeUnit.SECONDS);
            assertThat(client.get("/").status()).isEqualTo(502);
            HttpServer unused = endpoint(port, HTTP2_AND_1);
            spoken.clear();
            assertAnswered(proxy, 5);
            assertThat(spoken).containsOnly(HttpVersion.HTTP_2).hasSize(5);
            proxy.assertFreed();
        }
    }

    /** No connect fails; the request that finds it out is sent once more. */
    @Test
    void isOfferedHttp2AgainOnceItUnderstandsHttp1NoMore() throws Exception {
        HttpServer endpoint = endpoint(0, HTTP1);
        int port = endpoint.actualPort();
        try (TestProxy proxy = setup.to(port);
                RawClient client = proxy.client()) {
            assertAnswered(proxy, 2);
            endpoint.close().await(5, TimeUnit.SECONDS);
            try (RawHttp2Backend http2 = onlyHttp2(port)) {
                assertThat(client.get("/").status()).isEqualTo(200);
                assertAnswered(proxy, 5);
                assertThat(http2.requests()).hasSize(6);
                proxy.assertFreed();
            }
        }
    }

    /** Over a connection in HTTP/1.1, whatever else it speaks. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesWebSocketsBesideRequests(boolean http2) throws Exception {
        HttpServer endpoint = endpoint(0, http2 ? HTTP2_AND_1 : WITHOUT_ALPN);
        try (TestProxy proxy = setup.to(endpoint.actualPort())) {
            for (int i = 0; i < 2; i++) {
                try (RawClient client = WebSockets.open(proxy.client())) {
                    assertThat(client.send(TEXT + "x").read(3)).isEqualTo("\u0081\u0001x");
                    assertAnswered(proxy, 2);
                    assertThat(client.send(CLOSE).in().readAllBytes()).startsWith(0x88);
                }
            }
            assertThat(spoken)
                    .containsOnly(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                    .hasSize(4);
            proxy.assertFreed();
        }
    }

    @Test
    void isNotReachedIfNobodyWhomWeTrustVouchesForIt() throws Exception {
        HttpServer endpoint = endpoint(0, HTTP2_AND_1);
        Pem strangers = Certificates.authority("strangers").pem();
        setup.transport = new Transport(
                Protocol.AUTO, new EndpointTls(true, true, strangers, "", KeyPair.NONE), Connections.DEFAULT);
        try (TestProxy proxy = setup.to(endpoint.actualPort())) {
            assertUnreachable(proxy, 502);
            assertThat(spoken).isEmpty();
            await().untilAsserted(() -> assertThat(open.get()).isZero());
        }
    }

    @Test
    void isReachedAgainWhenItsTlsIsMended() throws Exception {
        List<RawBackend.Script> broken = List.of(
                connection -> {},
                RawBackend.Connection::reset,
                RawBackend.Connection::read,
                connection -> connection.send("HTTP/1.1 400 Bad Request\r\n\r\n"));
        for (RawBackend.Script script : broken) {
            RawBackend clear = RawBackend.running(script);
            try (TestProxy proxy = setup.to(clear.port())) {
                assertUnreachable(proxy, 502);
                clear.close();
                HttpServer mended = endpoint(clear.port(), HTTP2_AND_1);
                assertAnswered(proxy, 3);
                proxy.assertFreed();
                mended.close().await(5, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void isGivenUpWhenItIsSilentDuringTheHandshake() throws Exception {
        setup.timeouts = new RouteTimeouts(
                Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ZERO);
        try (RawBackend silent = RawBackend.running(RawBackend.Connection::waitForEnd);
                TestProxy proxy = setup.to(silent.port())) {
            assertUnreachable(proxy, 504);
        }
    }

    /** What hangs is the one connection, which nobody waits for any longer than for any other. */
    @Test
    void isConnectedToAnewAfterOneHandshakeThatHangs() throws Exception {
        setup.timeouts = new RouteTimeouts(
                Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ZERO);
        CompletableFuture<Void> end = new CompletableFuture<>();
        try (RawHttp2Backend endpoint = onlyHttp2(0);
                TestProxy proxy = setup.to(endpoint.port())) {
            endpoint.become(connection -> {
                endpoint.become(again -> serveIfAgreed(endpoint, again));
                end.join();
                serveIfAgreed(endpoint, connection);
            });
            assertUnreachable(proxy, 504);
            // Well before TLS would be given up by itself.
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertAnswered(proxy, 1));
            assertAnswered(proxy, 3);
            end.complete(null);
            // The one that comes too late is of no more use.
            await().untilAsserted(() -> assertThat(endpoint.openConnections()).isEqualTo(1));
            proxy.assertFreed();
        } finally {
            end.complete(null);
        }
    }

    private static void assertAnswered(TestProxy proxy, int times) throws IOException {
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < times; i++) {
                Reply reply = client.get("/");
                assertThat(reply.status()).as("request %s", i).isEqualTo(200);
                assertThat(reply.body()).isEqualTo("ok");
            }
        }
    }

    /** To several at once; none hangs, and nothing is held for them when they have been told. */
    private static void assertUnreachable(TestProxy proxy, int status) throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        }
        for (RawClient client : clients) {
            assertThat(client.read().status()).isEqualTo(status);
            client.close();
        }
        proxy.assertFreed();
    }

    private void uses(Connections connections) {
        EndpointTls tls = new EndpointTls(true, true, AUTHORITY.pem(), "", KeyPair.NONE);
        setup.transport = new Transport(Protocol.AUTO, tls, connections);
    }

    private void replace(HttpServer endpoint, String... offered) throws Exception {
        endpoint.close().await(5, TimeUnit.SECONDS);
        HttpServer unused = endpoint(endpoint.actualPort(), offered);
    }

    /** Answers requests in either version, and echoes on WebSockets; without ALPN if it offers nothing. */
    private HttpServer endpoint(int port, String... offered) throws Exception {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(offered.length > 0)
                .setAlpnVersions(
                        List.of(offered).stream().map(HttpVersion::valueOf).toList())
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(SITE.certificate().text()))
                        .addKeyValue(Buffer.buffer(SITE.key().text())));
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    accepted.incrementAndGet();
                    open.incrementAndGet();
                    connection.closeHandler(closed -> open.decrementAndGet());
                })
                .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
                .requestHandler(request -> {
                    spoken.add(request.version());
                    var unused = request.response().end("ok");
                });
        return server.listen(port, "127.0.0.1").await(5, TimeUnit.SECONDS);
    }

    private static RawHttp2Backend onlyHttp2(int port) throws IOException {
        RawHttp2Backend backend = RawHttp2Backend.on(TlsSockets.listening(SITE, port, "h2"), connection -> {});
        backend.become(connection -> serveIfAgreed(backend, connection));
        return backend;
    }

    /** As endpoints of gRPC do it: who has not agreed on h2 is sent away once the handshake is over. */
    private static void serveIfAgreed(RawHttp2Backend backend, RawHttp2 connection) throws IOException {
        SSLSocket socket = (SSLSocket) connection.socket();
        socket.startHandshake();
        if (socket.getApplicationProtocol().equals("h2")) {
            RawHttp2Backend.greet(connection);
            backend.serve(connection, RawHttp2Backend::ok);
        }
    }
}
