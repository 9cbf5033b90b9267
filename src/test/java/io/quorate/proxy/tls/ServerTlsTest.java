package io.quorate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslHandler;
import io.quorate.core.model.pem.CertificateNames;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.ListenerTls;
import io.quorate.core.model.transport.ListenerTls.ClientAuth;
import io.quorate.core.model.transport.Pem;
import io.quorate.testing.Certificates;
import java.io.IOException;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTlsTest {
    private static final Certificates AUTHORITY = Certificates.authority("Root");
    private static final KeyPair SITE = AUTHORITY.server("a.example");
    private static final KeyPair RSA = RsaCertificates.server("a.example");
    private static final KeyPair WILD = AUTHORITY.server("*.b.example", "b.example");

    private EchoServer server = new EchoServer(ServerTls.of(plain(), true));

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothVersionsAreSpoken(String version) throws IOException {
        try (SSLSocket socket = connect(TlsClient.versions(version))) {
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    void theOlderOneIsRefusedWhereTheConfigSaysSo() {
        server.become(ServerTls.of(new ListenerTls(List.of(SITE), "TLSv1.3", ClientAuth.NONE, Pem.NONE), true));
        assertThatThrownBy(() -> connect(TlsClient.versions("TLSv1.2")))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("protocol_version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"})
    void ciphersWithoutAuthenticatedEncryptionAreRefused(String cipher) {
        assertThatThrownBy(() -> connect(TlsClient.versions("TLSv1.2").andThen(TlsClient.ciphers(cipher))))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("handshake_failure");
    }

    @Test
    void theServersOrderOfCiphersCounts() throws IOException {
        Consumer<SSLParameters> turned = TlsClient.versions("TLSv1.2")
                .andThen(TlsClient.ciphers(
                        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"));
        try (SSLSocket socket = connect(turned)) {
            assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        }
    }

    @ParameterizedTest
    @CsvSource({"x25519,true", "secp256r1,true", "ffdhe2048,false", "ffdhe8192,false"})
    void keysAreAgreedOnByEllipticCurvesOnly(String group, boolean welcome) {
        server.become(ServerTls.of(tls(List.of(RSA), ClientAuth.NONE), true));
        AlgorithmConstraints oneGroup = new OneGroup(group);
        assertThat(isLetIn(
                        TlsClient.anonymous(),
                        TlsClient.versions("TLSv1.3")
                                .andThen(parameters -> parameters.setAlgorithmConstraints(oneGroup))))
                .isEqualTo(welcome);
    }

    /** What the server offers, what a client offers in its order, and what is spoken. */
    @ParameterizedTest
    @CsvSource({
        "true, http/1.1 h2, h2",
        "true, http/1.1, http/1.1",
        "true, '', ''",
        "false, h2 http/1.1, http/1.1",
        "false, '', ''"
    })
    void theProtocolIsChosenByAlpn(boolean http2, String offered, String spoken) throws Exception {
        server.become(ServerTls.of(plain(), http2));
        String[] protocols = offered.isEmpty() ? new String[0] : offered.split(" ");
        try (SSLSocket socket = connect(parameters -> parameters.setApplicationProtocols(protocols))) {
            assertThat(socket.getApplicationProtocol()).isEqualTo(spoken);
            assertThat(server.connection().applicationProtocol()).isEqualTo(spoken.isEmpty() ? null : spoken);
        }
    }

    @ParameterizedTest
    @CsvSource({"true,acme-tls/1", "false,h2"})
    void aClientThatOffersOtherProtocolsOnlyIsRefused(boolean http2, String offered) {
        server.become(ServerTls.of(plain(), http2));
        assertThatThrownBy(() -> connect(parameters -> parameters.setApplicationProtocols(new String[] {offered})))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("no_application_protocol");
    }

    @ParameterizedTest
    @CsvSource({"a.example,a.example", "x.b.example,'b.example, *.b.example'", "other.example,a.example"})
    void theCertificateIsChosenByTheNameAskedFor(String name, String names) throws IOException {
        server.become(ServerTls.of(tls(List.of(SITE, WILD), ClientAuth.NONE), true));
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (SSLSocket socket = connect(TlsClient.versions(version).andThen(TlsClient.name(name)))) {
                assertThat(CertificateNames.of(TlsClient.shownBy(socket))).hasToString(names);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,RSA",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,EC",
    })
    void ofAPairForOneNameTheClientsAbilitiesChoose(String cipher, String algorithm) throws IOException {
        server.become(ServerTls.of(tls(List.of(SITE, RSA), ClientAuth.NONE), true));
        try (SSLSocket socket = connect(TlsClient.versions("TLSv1.2")
                .andThen(TlsClient.ciphers(cipher))
                .andThen(TlsClient.name("a.example")))) {
            assertThat(TlsClient.shownBy(socket).getPublicKey().getAlgorithm()).isEqualTo(algorithm);
        }
    }

    @Test
    void theWholeChainIsShown() throws IOException {
        KeyPair chained = AUTHORITY.intermediate("Between").server("a.example");
        server.become(ServerTls.of(tls(List.of(chained), ClientAuth.NONE), true));
        try (SSLSocket socket = connect(TlsClient.versions("TLSv1.3"))) {
            assertThat(socket.getSession().getPeerCertificates()).hasSize(2);
        }
    }

    /** Who may come in, by what is asked for and what is shown. */
    @ParameterizedTest
    @CsvSource({
        "REQUEST,nobody,true",
        "REQUEST,ours,true",
        "REQUEST,stranger,false",
        "REQUEST,server,false",
        "REQUIRE,nobody,false",
        "REQUIRE,ours,true",
        "REQUIRE,stranger,false",
        "REQUIRE,server,false",
        "NONE,stranger,true",
    })
    void clientsAreLetInByTheirCertificates(ClientAuth asked, String who, boolean welcome) {
        KeyPair shown = switch (who) {
            case "ours" -> AUTHORITY.client("someone");
            case "stranger" -> Certificates.authority("Root").client("someone");
            case "server" -> SITE;
            default -> KeyPair.NONE;
        };
        server.become(ServerTls.of(tls(List.of(SITE), asked), true));
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            assertThat(isLetIn(new TlsClient(shown), TlsClient.versions(version)))
                    .as(version)
                    .isEqualTo(welcome);
        }
    }

    @Test
    void aSessionOfBeforeIsNoWayAroundANewAuthority() throws IOException {
        server.become(ServerTls.of(tls(List.of(SITE), ClientAuth.REQUIRE), true));
        Pem other = Certificates.authority("Other").pem();
        ServerTls changed = ServerTls.of(new ListenerTls(List.of(SITE), "TLSv1.2", ClientAuth.REQUIRE, other), true);
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            TlsClient client = new TlsClient(AUTHORITY.client("someone"));
            server.become(ServerTls.of(tls(List.of(SITE), ClientAuth.REQUIRE), true));
            client.connect(server.port(), TlsClient.versions(version)).close();
            server.become(changed);
            assertThat(isLetIn(client, TlsClient.versions(version))).as(version).isFalse();
        }
    }

    @Test
    void anotherHandshakeEndsTheConnection() throws Exception {
        try (SSLSocket socket = connect(TlsClient.versions("TLSv1.2"))) {
            SslHandler handler = server.connection();
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        TlsClient.echo(socket);
                    })
                    .isInstanceOf(IOException.class);
            assertThat(handler.sslCloseFuture().await(5_000)).isTrue();
            assertThat(server.failures()).isZero();
        }
    }

    @Test
    void newKeysOfTls13AreNoOtherHandshake() throws Exception {
        try (SSLSocket socket = connect(TlsClient.versions("TLSv1.3"))) {
            socket.startHandshake();
            TlsClient.echo(socket);
        }
    }

    @Test
    void connectionsKeepTheCertificateThatTheyBeganWith() throws IOException {
        KeyPair renewed = AUTHORITY.server("new.example");
        try (SSLSocket before = connect(TlsClient.versions("TLSv1.3"))) {
            server.become(ServerTls.of(tls(List.of(renewed), ClientAuth.NONE), true));
            TlsClient.echo(before);
            try (SSLSocket after = connect(TlsClient.versions("TLSv1.3"))) {
                assertThat(CertificateNames.of(TlsClient.shownBy(after))).hasToString("new.example");
            }
        }
    }

    @Test
    void theCertificateOfAConnectionCoversItsOwnNamesOnlyEvenIfResumed() throws Exception {
        ServerTls tls = ServerTls.of(tls(List.of(SITE, WILD), ClientAuth.REQUIRE), true);
        server.become(tls);
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            TlsClient client = new TlsClient(AUTHORITY.client("someone"));
            long first = 0;
            for (int i = 0; i < 2; i++) {
                try (SSLSocket socket = client.connect(
                        server.port(), TlsClient.versions(version).andThen(TlsClient.name("x.b.example")))) {
                    first = i == 0 ? socket.getSession().getCreationTime() : first;
                    SslHandler handler = server.connection();
                    assertThat(tls.covers(handler.engine().getSession(), "y.b.example"))
                            .as(version)
                            .isTrue();
                    assertThat(tls.covers(handler.engine().getSession(), "a.example"))
                            .as(version)
                            .isFalse();
                    assertThat(socket.getSession().getCreationTime())
                            .as("resumed")
                            .isEqualTo(first);
                }
            }
        }
    }

    @Test
    void itTellsWhatItShowsAndUntilWhen() {
        assertThat(ServerTls.of(tls(List.of(SITE, WILD), ClientAuth.NONE), true).certificates())
                .satisfiesExactly(
                        site -> {
                            assertThat(site.file()).isEqualTo(SITE.certificate().path());
                            assertThat(site.names()).isEqualTo("a.example");
                            assertThat(site.notAfter()).isAfter(site.notBefore());
                        },
                        wild -> assertThat(wild.names()).isEqualTo("b.example, *.b.example"));
    }

    private SSLSocket connect(Consumer<SSLParameters> settings) throws IOException {
        return TlsClient.anonymous().connect(server.port(), settings);
    }

    private boolean isLetIn(TlsClient client, Consumer<SSLParameters> settings) {
        try (SSLSocket socket = client.connect(server.port(), settings)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static ListenerTls plain() {
        return tls(List.of(SITE), ClientAuth.NONE);
    }

    private static ListenerTls tls(List<KeyPair> pairs, ClientAuth clientAuth) {
        Pem authority = clientAuth == ClientAuth.NONE ? Pem.NONE : AUTHORITY.pem();
        return new ListenerTls(pairs, "TLSv1.2", clientAuth, authority);
    }

    /** Of the groups that the JDK knows, leaves one. */
    private record OneGroup(String group) implements AlgorithmConstraints {
        @Override
        public boolean permits(
                Set<CryptoPrimitive> primitives, String algorithm, @Nullable AlgorithmParameters parameters) {
            return !algorithm.matches("ffdhe.*|secp.*|x25519|x448") || algorithm.equals(group);
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(
                Set<CryptoPrimitive> primitives, String algorithm, Key key, @Nullable AlgorithmParameters parameters) {
            return true;
        }
    }
}
