package io.quorate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.health.FailureKind;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.Protocol;
import io.quorate.testing.Certificates;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** HTTP probes over TLS and by HTTP/2, against servers that speak them well. */
class HttpOverTlsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final Certificates AUTHORITY = Certificates.authority("Test CA");
    private static final EndpointTls TRUSTING = Tls.trusting(AUTHORITY.pem());
    private static Vertx vertx;

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
    }

    @AfterAll
    static void close() {
        Backend.await(vertx.close());
    }

    @Test
    void speaksTheProtocolOfItsUpstreamOverTls() {
        EndpointAddress server = secure(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1);

        assertPasses(outcomeOf(Protocol.HTTP1, TRUSTING, server));
        assertPasses(outcomeOf(Protocol.HTTP2, TRUSTING, server));
        assertPasses(outcomeOf(Protocol.AUTO, TRUSTING, server));

        assertThat(asked)
                .containsExactly(
                        "HTTP_1_1 https GET /health?deep=1 " + server + " quorate",
                        "HTTP_2 https GET /health?deep=1 " + server + " quorate",
                        "HTTP_2 https GET /health?deep=1 " + server + " quorate");
    }

    @Test
    void fallsBackToWhatTheEndpointChooses() {
        EndpointAddress server = secure(HttpVersion.HTTP_1_1);

        assertPasses(outcomeOf(Protocol.AUTO, TRUSTING, server));

        assertThat(asked).containsExactly("HTTP_1_1 https GET /health?deep=1 " + server + " quorate");
    }

    @Test
    void insistsOnHttp2WhereItIsConfigured() {
        EndpointAddress server = secure(HttpVersion.HTTP_1_1);

        assertFails(outcomeOf(Protocol.HTTP2, TRUSTING, server), "L7RSP: endpoint speaks HTTP/1.1, not HTTP/2");
        assertThat(asked).isEmpty();
    }

    @Test
    void speaksHttp2OnClearTextWithoutAsking() {
        HttpServerOptions options = new HttpServerOptions().setHost(Tls.HOST).setHttp2ClearTextEnabled(true);
        EndpointAddress server = Tls.serve(vertx, options, this::answer);

        assertPasses(outcomeOf(Protocol.HTTP2, EndpointTls.NONE, server));
        assertPasses(outcomeOf(Protocol.AUTO, EndpointTls.NONE, server));

        assertThat(asked)
                .containsExactly(
                        "HTTP_2 http GET /health?deep=1 " + server + " quorate",
                        "HTTP_1_1 http GET /health?deep=1 " + server + " quorate");
    }

    @Test
    void saysThatAnEndpointOnClearTextSpeaksHttp1Only() {
        Backend old = Backend.answering(vertx, "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");

        assertFails(
                outcomeOf(Protocol.HTTP2, EndpointTls.NONE, old.address()),
                "L7RSP: endpoint speaks HTTP/1.1, not HTTP/2");
        old.awaitAllClosed();
    }

    @Test
    void namesTheHostOfTheCheckInEitherVersion() {
        EndpointAddress server = secure(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1);
        CheckSpec check = Checks.http("GET", Map.of("host", "shop.internal"), Checks.status(), TIMEOUT);

        assertPasses(Trial.of(vertx, Tls.over(check, Protocol.HTTP1, TRUSTING), server));
        assertPasses(Trial.of(vertx, Tls.over(check, Protocol.HTTP2, TRUSTING), server));

        assertThat(asked)
                .containsExactly(
                        "HTTP_1_1 https GET /health?deep=1 shop.internal quorate",
                        "HTTP_2 https GET /health?deep=1 shop.internal quorate");
    }

    @Test
    void appliesItsRulesToAnAnswerByHttp2() {
        EndpointAddress server = Tls.serve(
                vertx,
                Tls.server(AUTHORITY.server(Tls.HOST)),
                request -> request.response()
                        .setStatusCode(503)
                        .putHeader("x-ready", "no")
                        .end("not ready"));
        CheckSpec body = Checks.get(Checks.body("ready", "^ready"), TIMEOUT);

        assertFails(outcomeOf(Protocol.HTTP2, TRUSTING, server), "L7STS: status 503 (expected: 200-299)");
        assertThat(Trial.of(vertx, Tls.over(body, Protocol.HTTP2, TRUSTING), server))
                .isInstanceOf(Outcome.Failure.class);
    }

    @Test
    void probesInClearTextWhereTheCheckSaysSo() {
        EndpointAddress plain = Tls.serve(vertx, new HttpServerOptions().setHost(Tls.HOST), this::answer);
        CheckSpec check = Checks.get(Checks.status(), TIMEOUT).onClearText();

        assertPasses(Trial.of(vertx, Tls.over(check, Protocol.HTTP1, TRUSTING), plain));
    }

    @Test
    void saysThatAnEndpointDemandsACertificateOfOurs() {
        EndpointAddress strict =
                Tls.serve(vertx, Tls.demanding(AUTHORITY.server(Tls.HOST), AUTHORITY.pem()), this::answer);

        for (Protocol protocol : List.of(Protocol.HTTP1, Protocol.HTTP2)) {
            Outcome outcome = outcomeOf(protocol, TRUSTING, strict);
            assertThat(outcome.reason()).startsWith("L6RSP: endpoint demands a client certificate: ");
            assertPasses(outcomeOf(protocol, Tls.showing(AUTHORITY.pem(), AUTHORITY.client("quorate")), strict));
        }
    }

    @Test
    void failsByTheHandshakeBeforeItAsks() {
        EndpointAddress late = Tls.serve(vertx, Tls.server(AUTHORITY.expired(Tls.HOST)), this::answer);

        Outcome outcome = outcomeOf(Protocol.HTTP1, TRUSTING, late);

        assertThat(((Outcome.Failure) outcome).kind()).isEqualTo(FailureKind.L6RSP);
        assertThat(asked).isEmpty();
    }

    private EndpointAddress secure(HttpVersion... versions) {
        return Tls.serve(
                vertx, Tls.server(AUTHORITY.server(Tls.HOST)).setAlpnVersions(List.of(versions)), this::answer);
    }

    private void answer(HttpServerRequest request) {
        asked.add(String.join(
                " ",
                request.version().name(),
                request.scheme(),
                request.method().name(),
                request.uri(),
                request.authority().toString(),
                request.getHeader("user-agent")));
        request.response().end("fine");
    }

    private static Outcome outcomeOf(Protocol protocol, EndpointTls tls, EndpointAddress address) {
        return Trial.of(vertx, Tls.over(Checks.get(Checks.status(), TIMEOUT), protocol, tls), address);
    }

    private static void assertPasses(Outcome outcome) {
        assertThat(outcome).as(outcome.reason()).isInstanceOf(Outcome.Pass.class);
    }

    private static void assertFails(Outcome outcome, String reason) {
        assertThat(outcome.reason()).isEqualTo(reason);
    }
}
