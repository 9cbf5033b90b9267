package io.quorate.probe;

import static io.quorate.core.health.FailureKind.L6RSP;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.health.Outcome;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.Pem;
import io.quorate.core.model.transport.Protocol;
import io.quorate.testing.Certificates;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handshake tells, right or wrong. */
class TlsProbeTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final Certificates AUTHORITY = Certificates.authority("Test CA");
    private static final Certificates OTHER = Certificates.authority("Other CA");
    private static final EndpointTls TRUSTING = Tls.trusting(AUTHORITY.pem());
    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
    }

    @AfterAll
    static void close() {
        Backend.await(vertx.close());
    }

    @Test
    void passesWithTheVersionAndTheDaysLeft() {
        Backend well = secure(AUTHORITY.server(Tls.HOST));

        Outcome outcome = outcomeOf(TRUSTING, well.address());

        assertThat(outcome).as(outcome.reason()).isInstanceOf(Outcome.Pass.class);
        assertThat(outcome.reason()).matches("TLSv1\\.3, 89 days left in \\d+ ms");
        well.awaitAllClosed();
    }

    @Test
    void trustsWhoIsVouchedForByOneInBetween() {
        Backend well = secure(AUTHORITY.intermediate("Between").server(Tls.HOST));

        assertPasses(outcomeOf(TRUSTING, well.address()));
    }

    @Test
    void asksByTheServerNameAndVerifiesThat() {
        // Whose hello this is, is in the clear.
        Backend hello = Backend.onRequest(vertx, NetSocket::close);
        outcomeOf(Tls.trusting(AUTHORITY.pem(), "shop.internal"), hello.address());
        assertThat(hello.received()).contains("shop.internal");

        Backend shop = secure(AUTHORITY.server("shop.internal"));
        assertPasses(outcomeOf(Tls.trusting(AUTHORITY.pem(), "shop.internal"), shop.address()));
        assertFails(
                outcomeOf(TRUSTING, shop.address()), "L6RSP: certificate is not for 127.0.0.1 but for shop.internal");
    }

    @Test
    void isNotContentWithTheAddressWhereANameIsAskedFor() {
        Backend other = secure(AUTHORITY.server(Tls.HOST, "blog.internal"));

        assertFails(
                outcomeOf(Tls.trusting(AUTHORITY.pem(), "shop.internal"), other.address()),
                "L6RSP: certificate is not for shop.internal but for 127.0.0.1, blog.internal");
    }

    @Test
    void saysSinceWhenACertificateHasExpired() {
        Backend late = secure(AUTHORITY.expired(Tls.HOST));

        assertThat(outcomeOf(TRUSTING, late.address()).reason())
                .matches("L6RSP: certificate expired on \\d{4}-\\d\\d-\\d\\d, 1 days ago");
    }

    @Test
    void saysWhoSignedWhatIsNotTrusted() {
        Backend strange = secure(OTHER.server(Tls.HOST));

        assertFails(
                outcomeOf(TRUSTING, strange.address()),
                "L6RSP: certificate is signed by none that is trusted: CN=Other CA");
    }

    @Test
    void trustsAsThePlatformDoesWhereNobodyIsNamed() {
        Backend ours = secure(AUTHORITY.server(Tls.HOST));

        assertFails(
                Trial.of(vertx, Checks.tls(TIMEOUT), ours.address()),
                "L6RSP: certificate is signed by none that is trusted: CN=Test CA");
    }

    @Test
    void takesAnyCertificateWhereNoneIsVerified() {
        Backend strange = secure(OTHER.expired("elsewhere.example"));

        Outcome outcome = outcomeOf(Tls.unverified(), strange.address());

        assertPasses(outcome);
        assertThat(outcome.reason()).contains("-1 days left");
    }

    @Test
    void saysThatAnEndpointSpeaksNoTls() {
        Backend plain = Backend.answering(vertx, "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");

        assertFails(outcomeOf(TRUSTING, plain.address()), "L6RSP: endpoint speaks no TLS");
    }

    @Test
    void saysThatNoVersionIsCommon() {
        // A fatal alert, protocol_version.
        Backend old =
                Backend.onRequest(vertx, socket -> socket.write(Buffer.buffer(new byte[] {0x15, 3, 1, 0, 2, 2, 70})));

        assertFails(
                outcomeOf(TRUSTING, old.address()),
                "L6RSP: no TLS version in common: TLSv1.2 and TLSv1.3 are spoken here");
    }

    @Test
    void saysThatTheConnectionWasClosed() {
        Backend curt = Backend.onRequest(vertx, NetSocket::close);

        assertFails(outcomeOf(TRUSTING, curt.address()), "L6RSP: connection closed during the TLS handshake");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void saysThatAnEndpointDemandsACertificateOfOurs(String version) {
        EndpointAddress strict = demanding(version);

        assertThat(outcomeOf(TRUSTING, strict).reason()).startsWith("L6RSP: endpoint demands a client certificate: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void showsItsCertificate(String version) {
        EndpointAddress strict = demanding(version);

        assertPasses(outcomeOf(Tls.showing(AUTHORITY.pem(), AUTHORITY.client("quorate")), strict));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void saysThatItsCertificateIsRefused(String version) {
        EndpointAddress strict = demanding(version);

        // Of another authority it is not even shown, so that it has to be one of the right authority that has expired.
        assertThat(outcomeOf(Tls.showing(AUTHORITY.pem(), AUTHORITY.expired("quorate")), strict)
                        .reason())
                .startsWith("L6RSP: endpoint refuses our client certificate: ");
    }

    @Test
    void blamesItselfForAFileThatIsNone() {
        Backend well = secure(AUTHORITY.server(Tls.HOST));

        Outcome outcome = outcomeOf(Tls.trusting(new Pem("ca.pem", "not a certificate")), well.address());

        assertThat(outcome).isInstanceOf(Outcome.Inconclusive.class);
        assertThat(outcome.reason()).startsWith("this member cannot use its TLS files: ca.pem: ");
    }

    private static Backend secure(KeyPair identity) {
        return Backend.onHandshake(vertx, identity, socket -> {});
    }

    private static EndpointAddress demanding(String version) {
        HttpServerOptions options = Tls.demanding(AUTHORITY.server(Tls.HOST), AUTHORITY.pem());
        options.setEnabledSecureTransportProtocols(Set.of(version));
        return Tls.serve(vertx, options, request -> request.response().end());
    }

    private static Outcome outcomeOf(EndpointTls tls, EndpointAddress address) {
        return Trial.of(vertx, Tls.over(Checks.tls(TIMEOUT), Protocol.HTTP1, tls), address);
    }

    private static void assertPasses(Outcome outcome) {
        assertThat(outcome).as(outcome.reason()).isInstanceOf(Outcome.Pass.class);
    }

    private static void assertFails(Outcome outcome, String reason) {
        assertThat(outcome.reason()).isEqualTo(reason);
        assertThat(((Outcome.Failure) outcome).kind()).isEqualTo(L6RSP);
    }
}
