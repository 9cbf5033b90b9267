package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.pem.Identity;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.ListenerTls;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import io.quorate.testing.Certificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket with TLS on both sides, and its ends, which are alerts there. */
@SuppressWarnings("NullAway.Init") // Each test starts them for a version of its own.
class TunnelTlsTest {
    private static final String NAME = "shop.test";
    private static final int MIB = 1 << 20;
    private static final Certificates AUTHORITY = Certificates.authority("tests");
    private static final KeyPair SERVER = AUTHORITY.server(NAME);

    private final TestProxy.Setup setup = new TestProxy.Setup();
    private RawBackend backend;
    private TestProxy proxy;

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        backend.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void carriesMuchBothWays(String version) throws Exception {
        CompletableFuture<Long> received = new CompletableFuture<>();
        AtomicLong down = new AtomicLong();
        start(version, connection -> {
            received.complete(WebSockets.receive(connection.in(), 5 * MIB));
            down.set(WebSockets.send(connection.out(), 5 * MIB, 1));
        });
        try (RawClient client = WebSockets.open(client(version))) {
            long up = WebSockets.send(client.out(), 5 * MIB, 2);
            assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo(up);
            assertThat(WebSockets.receive(client.in(), 5 * MIB)).isEqualTo(down.get());
            assertThat(client.isClosed()).isTrue();
        }
        assertAllIsOver(version);
    }

    /** By TLS 1.3; the alert of older versions ends both directions (RFC 5246 section 7.2.1). */
    @ParameterizedTest
    @ValueSource(strings = "TLSv1.3")
    void letsAnEndpointGoOnAfterTheClientHasFinished(String version) throws Exception {
        start(version, connection -> {
            connection.waitForEnd();
            connection.send("the rest");
        });
        try (RawClient client = WebSockets.open(client(version))) {
            client.send("last words").finish();
            assertThat(client.read(8)).isEqualTo("the rest");
            assertThat(client.isClosed()).isTrue();
        }
        assertThat(backend.received()).endsWith("last words");
        assertAllIsOver(version);
    }

    @ParameterizedTest
    @ValueSource(strings = "TLSv1.3")
    void letsAClientGoOnAfterTheEndpointHasFinished(String version) throws Exception {
        start(version, connection -> {
            connection.send("last words");
            connection.finish();
            connection.waitForEnd();
        });
        try (RawClient client = WebSockets.open(client(version))) {
            assertThat(client.read(10)).isEqualTo("last words");
            assertThat(client.isClosed()).isTrue();
            client.send("the rest").finish();
            assertAllIsOver(version);
        }
        assertThat(backend.received()).contains("the rest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void endsWithTheClient(String version) throws Exception {
        start(version, WebSockets::echo);
        try (RawClient client = WebSockets.open(client(version))) {
            assertThat(client.send("x").read(1)).isEqualTo("x");
        }
        assertAllIsOver(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void endsWithTheEndpoint(String version) throws Exception {
        start(version, connection -> connection.send("bye"));
        try (RawClient client = WebSockets.open(client(version))) {
            assertThat(client.read(3)).isEqualTo("bye");
            // A proper end: without the alert of the peer this would throw.
            assertThat(client.in().read()).isEqualTo(-1);
        }
        assertAllIsOver(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void endsForTheOtherWhenOneIsReset(String version) throws Exception {
        start(version, RawBackend.Connection::waitForEnd);
        RawClient client = WebSockets.open(client(version));
        client.send("x");
        await().until(() -> backend.received().endsWith("x"));
        client.reset();
        assertAllIsOver(version);
        backend.become(WebSockets.agreeing(RawBackend.Connection::reset));
        try (RawClient next = WebSockets.open(client(version))) {
            assertThat(next.isClosed()).isTrue();
        }
        assertAllIsOver(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void endsWhenNothingMoves(String version) throws Exception {
        setup.timeouts =
                new RouteTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ZERO);
        start(version, RawBackend.Connection::waitForEnd);
        try (RawClient client = WebSockets.open(client(version))) {
            assertThat(client.isClosed()).isTrue();
        }
        assertAllIsOver(version);
    }

    private void start(String version, RawBackend.Script then) throws Exception {
        SSLServerSocket socket = (SSLServerSocket)
                context(SERVER).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setEnabledProtocols(new String[] {version});
        backend = RawBackend.on((ServerSocket) socket, WebSockets.agreeing(then));
        setup.tls =
                new ListenerTls(List.of(SERVER), "TLSv1.2", ListenerTls.ClientAuth.NONE, ListenerTls.NONE.clientCa());
        EndpointTls tls = new EndpointTls(true, true, AUTHORITY.pem(), NAME, KeyPair.NONE);
        setup.transport = new Transport(Protocol.HTTP1, tls, Connections.DEFAULT);
        proxy = setup.to(backend);
    }

    private RawClient client(String version) throws IOException {
        SSLSocket socket = (SSLSocket)
                context(SERVER).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), proxy.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setServerNames(List.of(new javax.net.ssl.SNIHostName(NAME)));
        socket.setSSLParameters(parameters);
        return RawClient.over(socket);
    }

    private void assertAllIsOver(String version) throws Exception {
        proxy.assertFreed();
        await().until(() -> backend.openConnections() == 0);
        backend.become(WebSockets.agreeing(WebSockets::echo));
        try (RawClient next = WebSockets.open(client(version))) {
            assertThat(next.send("x").read(1)).isEqualTo("x");
        }
        proxy.assertFreed();
    }

    private static SSLContext context(KeyPair pair) {
        try {
            Identity own = Identity.of(pair);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, new char[0]);
            store.setKeyEntry("own", own.key(), new char[0], own.chain().toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            byte[] authority = AUTHORITY.pem().text().getBytes(StandardCharsets.US_ASCII);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, new char[0]);
            trusted.setCertificateEntry(
                    "authority",
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(authority)));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
