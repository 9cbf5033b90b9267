package io.quorate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.pem.CertificateNames;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.ListenerTls;
import io.quorate.core.model.transport.ListenerTls.ClientAuth;
import io.quorate.core.model.transport.Pem;
import io.quorate.testing.Certificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientTlsTest {
    private static final Certificates AUTHORITY = Certificates.authority("Root");
    private static final KeyPair SITE = AUTHORITY.server("a.example", "127.0.0.1");

    private final Vertx vertx = Vertx.vertx();
    /** Vert.x closes a client that nobody refers to any more. */
    private final List<HttpClient> clients = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void anEndpointOfTheRightAuthorityAndNameIsSpokenTo() throws Exception {
        assertThat(reach(server(SITE), trusting(AUTHORITY.pem()))).isEqualTo("-");
    }

    @Test
    void theServerNameIsAskedForAndVerifiedInsteadOfTheAddress() throws Exception {
        int port = server(AUTHORITY.server("a.example"));
        assertThat(reach(port, named("a.example"))).isEqualTo("a.example");
        assertThat(reach(port, named("b.example"))).isEqualTo("certificate is not for b.example");
    }

    @Test
    void aServerNameWithoutADotIsAskedForToo() throws Exception {
        assertThat(reach(server(AUTHORITY.server("single")), named("single"))).isEqualTo("single");
    }

    @Test
    void anAddressAsTheServerNameIsVerifiedAndNotAskedFor() throws Exception {
        assertThat(reach(server(SITE), named("127.0.0.1"))).isEqualTo("-");
    }

    @Test
    void anEndpointThatAnotherAuthorityVouchesForIsRefused() throws Exception {
        int port = server(SITE);
        for (String name : new String[] {"Root", "Other"}) {
            assertThat(reach(port, trusting(Certificates.authority(name).pem())))
                    .as(name)
                    .isEqualTo("certificate of an unknown authority");
        }
        assertThat(reach(port, new EndpointTls(true, true, Pem.NONE, "", KeyPair.NONE)))
                .as("the platform's authorities")
                .isEqualTo("certificate of an unknown authority");
    }

    @Test
    void anEndpointWithAnotherNameIsRefused() throws Exception {
        assertThat(reach(server(AUTHORITY.server("127.0.0.2")), trusting(AUTHORITY.pem())))
                .isEqualTo("certificate is not for 127.0.0.1");
    }

    @Test
    void anEndpointWhoseCertificateExpiredIsRefused() throws Exception {
        assertThat(reach(server(AUTHORITY.expired("127.0.0.1")), trusting(AUTHORITY.pem())))
                .isEqualTo("certificate expired");
    }

    @Test
    void withoutVerificationAnyCertificateWillDo() throws Exception {
        EndpointTls blind = new EndpointTls(true, false, Pem.NONE, "", KeyPair.NONE);
        int port = server(Certificates.authority("Other").expired("b.example"));
        assertThat(reach(port, blind)).isEqualTo("-");
        assertThat(reach(port, trusting(AUTHORITY.pem())))
                .as("another client beside it")
                .isNotEqualTo("-");
    }

    @Test
    void ourCertificateIsShownToAnEndpointThatAsks() throws Exception {
        int port = server(
                SITE,
                options -> options.setClientAuth(io.vertx.core.http.ClientAuth.REQUIRED)
                        .setTrustOptions(new PemTrustOptions()
                                .addCertValue(Buffer.buffer(AUTHORITY.pem().text()))));
        EndpointTls known = new EndpointTls(true, true, AUTHORITY.pem(), "", AUTHORITY.client("us"));
        assertThat(reach(port, known)).isEqualTo("- us");
        assertThat(reach(port, trusting(AUTHORITY.pem()))).startsWith("refused by the endpoint: ");
    }

    @Test
    void http2IsSpokenIfItIsOfferedAndChosen() throws Exception {
        int both = server(SITE, options -> options.setUseAlpn(true));
        assertThat(version(both, true)).isEqualTo(HttpVersion.HTTP_2);
        assertThat(version(both, false)).isEqualTo(HttpVersion.HTTP_1_1);
        assertThat(version(server(SITE), true)).isEqualTo(HttpVersion.HTTP_1_1);
    }

    @Test
    void anEndpointThatSpeaksNoTlsIsToldApart() throws Exception {
        NetServer clear = vertx.createNetServer()
                .connectHandler(socket -> socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"))
                .listen(0, "127.0.0.1")
                .await(5, TimeUnit.SECONDS);
        assertThat(reach(clear.actualPort(), trusting(AUTHORITY.pem()))).isEqualTo("no TLS spoken");
    }

    @Test
    void anEndpointThatClosesInTheMiddleIsToldApart() throws Exception {
        NetServer closing = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(first -> socket.close()))
                .listen(0, "127.0.0.1")
                .await(5, TimeUnit.SECONDS);
        assertThat(reach(closing.actualPort(), trusting(AUTHORITY.pem()))).isEqualTo("closed during the handshake");
    }

    @Test
    void anEndpointWithoutACipherOfOursRefusesUs() throws Exception {
        int port = server(
                SITE,
                options -> options.setEnabledSecureTransportProtocols(Set.of("TLSv1.2"))
                        .addEnabledCipherSuite("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
        assertThat(reach(port, trusting(AUTHORITY.pem()))).isEqualTo("refused by the endpoint: handshake_failure");
    }

    @Test
    void ourOwnServerAndClientUnderstandEachOther() throws Exception {
        ListenerTls listener = new ListenerTls(List.of(SITE), "TLSv1.3", ClientAuth.REQUIRE, AUTHORITY.pem());
        try (EchoServer server = new EchoServer(ServerTls.of(listener, false))) {
            EndpointTls known = new EndpointTls(true, true, AUTHORITY.pem(), "", AUTHORITY.client("us"));
            HttpClient client = client(known, false);
            client.request(to(server.port(), known)).await(5, TimeUnit.SECONDS);
            X509Certificate shown =
                    (X509Certificate) server.connection().engine().getSession().getPeerCertificates()[0];
            assertThat(CertificateNames.of(shown)).hasToString("us");
        }
    }

    @Test
    void whatIsNoFaultOfTlsHasNoReason() {
        assertThat(TlsFault.reason(new java.net.ConnectException("refused"))).isEmpty();
        assertThat(TlsFault.reason(new RuntimeException("x", new java.io.IOException("y"))))
                .isEmpty();
    }

    /** Messages of the JDK, and what is told of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "No name matching a.example found;certificate is not for a.example",
                "No subject alternative DNS name matching a.example found.;certificate is not for a.example",
                "No subject alternative names matching IP address ::1 found;certificate is not for ::1",
                "No subject alternative names present;certificate is for other names",
            })
    void theNameThatWasNotFoundIsTold(String message, String reason) {
        Throwable cause = new SSLHandshakeException("x").initCause(new CertificateException(message));
        assertThat(TlsFault.reason(cause)).contains(reason);
    }

    /** What the endpoint saw of us, or why it was not reached. */
    private String reach(int port, EndpointTls tls) throws Exception {
        Future<String> answer = client(tls, false)
                .request(to(port, tls))
                .compose(HttpClientRequest::send)
                .compose(response -> response.body())
                .map(Buffer::toString);
        try {
            return answer.await(5, TimeUnit.SECONDS);
        } catch (Exception e) {
            return TlsFault.reason(e).orElse("no fault of TLS: " + e);
        }
    }

    private HttpVersion version(int port, boolean alpn) throws Exception {
        EndpointTls tls = trusting(AUTHORITY.pem());
        return client(tls, alpn)
                .request(to(port, tls))
                .compose(HttpClientRequest::send)
                .map(response -> response.version())
                .await(5, TimeUnit.SECONDS);
    }

    private HttpClient client(EndpointTls tls, boolean alpn) {
        HttpClientOptions options =
                new HttpClientOptions().setProtocolVersion(alpn ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1);
        ClientTls.configure(options, tls, alpn);
        HttpClient client = vertx.createHttpClient(options);
        clients.add(client);
        return client;
    }

    private static RequestOptions to(int port, EndpointTls tls) {
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .setHost(ClientTls.peer(tls, "127.0.0.1"))
                .setPort(port);
    }

    private int server(KeyPair pair) throws Exception {
        return server(pair, options -> options);
    }

    private int server(KeyPair pair, UnaryOperator<HttpServerOptions> more) throws Exception {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setSni(true)
                .setUseAlpn(false)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(pair.certificate().text()))
                        .addKeyValue(Buffer.buffer(pair.key().text())));
        HttpServer server = vertx.createHttpServer(more.apply(options)).requestHandler(request -> {
            String name = request.connection().indicatedServerName();
            String asked = name == null || name.isEmpty() ? "-" : name;
            request.response().end(asked + shown(request.connection().sslSession()));
        });
        return server.listen(0, "127.0.0.1").await(5, TimeUnit.SECONDS).actualPort();
    }

    private static String shown(SSLSession session) {
        try {
            return " " + CertificateNames.of((X509Certificate) session.getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return "";
        }
    }

    private static EndpointTls trusting(Pem authority) {
        return new EndpointTls(true, true, authority, "", KeyPair.NONE);
    }

    private static EndpointTls named(String name) {
        return new EndpointTls(true, true, AUTHORITY.pem(), name, KeyPair.NONE);
    }
}
