package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.core.model.listen.Limits;
import io.quorate.core.model.listen.ListenerTimeouts;
import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.ListenerTls;
import io.quorate.core.model.transport.ListenerTls.ClientAuth;
import io.quorate.core.model.transport.Pem;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import io.quorate.testing.Certificates;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A listener with TLS, from the first byte on. */
class TlsListenerTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Certificates AUTHORITY = Certificates.authority("Root");
    private static final KeyPair SITE = AUTHORITY.server("a.example");
    private static final KeyPair OTHER = AUTHORITY.server("b.example");
    private static final KeyPair CLIENT = AUTHORITY.client("somebody");

    private RawBackend backend;
    private final TestProxy.Setup setup = new TestProxy.Setup();

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(RawBackend.OK);
        setup.tls = tls(SITE);
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
    }

    @Test
    void speaksHttp1() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                SSLSocket socket = TlsSockets.connect(proxy.port(), KeyPair.NONE, "a.example", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
            assertThat(get(socket)).startsWith("HTTP/1.1 200");
            assertThat(get(socket)).startsWith("HTTP/1.1 200");
            assertThat(received()).contains("x-forwarded-proto: https\r\n");
        }
    }

    @Test
    void speaksHttp1ToAClientWithoutAlpn() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                SSLSocket socket = TlsSockets.connect(proxy.port(), KeyPair.NONE, "a.example")) {
            assertThat(get(socket)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void speaksHttp2() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                RawHttp2 client = http2(proxy)) {
            Http2Message answer = client.get(1, "/").read(1);
            assertThat(answer.text()).isEqualTo("ok");
            assertThat(received()).contains("x-forwarded-proto: https\r\n");
            assertThat(proxy.inFlight()).isZero();
        }
    }

    @Test
    void speaksHttp1OnlyWhereHttp2IsOff() throws Exception {
        setup.protocols = new Protocols(false, false, false);
        try (TestProxy proxy = setup.to(backend);
                SSLSocket socket = TlsSockets.connect(proxy.port(), KeyPair.NONE, "a.example", "h2", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
            assertThat(get(socket)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void closesAConnectionThatAgreedOnHttp2AndDoesNotSpeakIt() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                SSLSocket socket = TlsSockets.connect(proxy.port(), KeyPair.NONE, "a.example", "h2")) {
            assertThat(get(socket)).isEmpty();
            assertThat(backend.requests()).isZero();
        }
    }

    /** As many as share the window of a connection, and each wants more than its share. */
    @Test
    void answersManyStreamsThatShareASmallWindow() throws Exception {
        byte[] body = new byte[200_000];
        new Random(1).nextBytes(body);
        try (RawHttp2Backend http2 =
                RawHttp2Backend.answering((on, stream) -> on.headers(stream, false, ":status", "200")
                        .body(stream, false, body)
                        .data(stream, true, ""))) {
            setup.transport = new Transport(Protocol.HTTP2, EndpointTls.NONE, Connections.DEFAULT);
            try (TestProxy proxy = setup.to(http2.port());
                    RawHttp2 client = http2(proxy)) {
                for (int i = 0; i < 50; i++) {
                    client.get(2 * i + 1, "/");
                }
                for (int i = 0; i < 50; i++) {
                    assertThat(client.read(2 * i + 1).body()).isEqualTo(body);
                }
            }
        }
    }

    @Test
    void refusesRequestsForHostsThatTheCertificateShownIsNotFor() throws Exception {
        setup.tls = new ListenerTls(List.of(SITE, OTHER), "TLSv1.2", ClientAuth.REQUIRE, AUTHORITY.pem());
        try (TestProxy proxy = setup.to(backend);
                SSLSocket socket = TlsSockets.connect(proxy.port(), CLIENT, "a.example", "h2");
                RawHttp2 client = RawHttp2.client(socket)) {
            assertThat(ask(client, 1, "a.example")).isEqualTo(200);
            assertThat(ask(client, 3, "b.example")).isEqualTo(421);
            assertThat(ask(client, 5, "a.example")).isEqualTo(200);
            assertThat(received()).doesNotContain("host: b.example");
        }
    }

    @Test
    void letsNobodyInWithoutACertificateWhereItAsksForOne() throws Exception {
        setup.tls = new ListenerTls(List.of(SITE), "TLSv1.2", ClientAuth.REQUIRE, AUTHORITY.pem());
        try (TestProxy proxy = setup.to(backend)) {
            assertThatThrownBy(() -> {
                        try (SSLSocket socket =
                                TlsSockets.connect(proxy.port(), KeyPair.NONE, "a.example", "http/1.1")) {
                            get(socket);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(backend.requests()).isZero();
        }
    }

    @Test
    void closesAConnectionInClearText() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
            while (!client.isClosed()) {
                // An alert of TLS may come first.
            }
            assertThat(backend.requests()).isZero();
        }
    }

    @Test
    void endsAHandshakeThatHangs() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(SHORT, LONG);
        try (TestProxy proxy = setup.to(backend);
                RawClient silent = proxy.client();
                RawClient slow = proxy.client()) {
            // The first bytes of a ClientHello.
            slow.send("\u0016\u0003\u0001\u0002\u0000\u0001\u0000");
            for (RawClient each : List.of(silent, slow)) {
                while (!each.isClosed()) {
                    // An alert of TLS may come first.
                }
            }
        }
    }

    @Test
    void endsAConnectionThatSendsNothingAfterItsHandshake() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(SHORT, LONG);
        try (TestProxy proxy = setup.to(backend)) {
            for (String protocol : List.of("h2", "http/1.1")) {
                try (SSLSocket socket = TlsSockets.connect(proxy.port(), KeyPair.NONE, "a.example", protocol)) {
                    assertThat(socket.getInputStream().readAllBytes())
                            .satisfies(bytes -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                                    .matches("(?s)(HTTP/1.1 408.*)?"));
                }
            }
        }
    }

    @Test
    void countsHandshakesAmongTheConnections() throws Exception {
        setup.limits = new Limits(8 << 10, 32 << 10, 0, 2);
        try (TestProxy proxy = setup.to(backend);
                RawClient first = proxy.client();
                SSLSocket second = TlsSockets.connect(proxy.port(), KeyPair.NONE, "a.example", "http/1.1")) {
            assertThatThrownBy(() -> TlsSockets.connect(proxy.port(), KeyPair.NONE, "a.example", "http/1.1"))
                    .isInstanceOf(IOException.class);
            assertThat(get(second)).startsWith("HTTP/1.1 200");
            first.leave();
            Awaitility.await().until(() -> isLetIn(proxy));
        }
    }

    @Test
    void showsANewCertificateToNewConnectionsOnly() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                SSLSocket before = TlsSockets.connect(proxy.port(), KeyPair.NONE, "a.example", "http/1.1")) {
            KeyPair renewed = AUTHORITY.server("a.example");
            setup.tls = tls(renewed);
            TestProxy.await(proxy.fleet.apply(List.of(setup.listener()), TestProxy.BOUND));
            try (SSLSocket after = TlsSockets.connect(proxy.port(), KeyPair.NONE, "a.example", "http/1.1")) {
                assertThat(serial(after)).isNotEqualTo(serial(before));
                assertThat(get(after)).startsWith("HTTP/1.1 200");
            }
            assertThat(get(before)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void turnsTlsOffAndOnForNewConnectionsOnly() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                SSLSocket before = TlsSockets.connect(proxy.port(), KeyPair.NONE, "a.example", "http/1.1")) {
            setup.tls = ListenerTls.NONE;
            TestProxy.await(proxy.fleet.apply(List.of(setup.listener()), TestProxy.BOUND));
            try (RawClient clear = proxy.client()) {
                assertThat(clear.get("/").status()).isEqualTo(200);
                assertThat(get(before)).startsWith("HTTP/1.1 200");
                setup.tls = tls(OTHER);
                TestProxy.await(proxy.fleet.apply(List.of(setup.listener()), TestProxy.BOUND));
                assertThat(isLetIn(proxy)).isTrue();
                assertThat(clear.get("/").status()).isEqualTo(200);
                assertThat(get(before)).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void comesAfterAProxyHeader() throws Exception {
        setup.protocols = new Protocols(true, false, true);
        try (TestProxy proxy = setup.to(backend);
                Socket plain = RawHttp2.connect(proxy.port(), 0)) {
            plain.getOutputStream()
                    .write("PROXY TCP4 192.0.2.7 192.0.2.8 4711 443\r\n".getBytes(StandardCharsets.US_ASCII));
            try (SSLSocket socket = TlsSockets.over(plain, KeyPair.NONE, "a.example", "h2");
                    RawHttp2 client = RawHttp2.client(socket)) {
                assertThat(client.get(1, "/").read(1).status()).isEqualTo(200);
                assertThat(received()).contains("x-forwarded-for: 192.0.2.7\r\n", "x-forwarded-proto: https\r\n");
            }
        }
    }

    @Test
    void refusesAnOldVersion() throws Exception {
        setup.tls = new ListenerTls(List.of(SITE), "TLSv1.3", ClientAuth.NONE, Pem.NONE);
        try (TestProxy proxy = setup.to(backend);
                Socket plain = RawHttp2.connect(proxy.port(), 0)) {
            assertThatThrownBy(() -> TlsSockets.overVersion(plain, "TLSv1.2")).isInstanceOf(SSLException.class);
        }
    }

    private static boolean isLetIn(TestProxy proxy) {
        try (SSLSocket socket = TlsSockets.connect(proxy.port(), KeyPair.NONE, "a.example", "http/1.1")) {
            return get(socket).startsWith("HTTP/1.1 200");
        } catch (IOException refused) {
            return false;
        }
    }

    private static RawHttp2 http2(TestProxy proxy) throws IOException {
        return RawHttp2.client(TlsSockets.connect(proxy.port(), KeyPair.NONE, "a.example", "h2"));
    }

    private static int ask(RawHttp2 client, int stream, String host) throws IOException {
        return client.headers(stream, true, ":method", "GET", ":scheme", "https", ":authority", host, ":path", "/")
                .read(stream)
                .status();
    }

    /** The answer as far as one read gives it; empty if the connection is closed. */
    private static String get(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[4_096];
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\nok")) {
            int read = socket.getInputStream().read(answer);
            if (read < 0) {
                break;
            }
            text.append(new String(answer, 0, read, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    private static Object serial(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }

    private static ListenerTls tls(KeyPair... certificates) {
        return new ListenerTls(List.of(certificates), "TLSv1.2", ClientAuth.NONE, Pem.NONE);
    }

    private String received() {
        return backend.received().toLowerCase(Locale.ROOT);
    }
}
