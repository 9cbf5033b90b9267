package io.quorate.probe;

import static io.quorate.core.health.FailureKind.L7RSP;
import static io.quorate.core.health.FailureKind.L7STS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.quorate.core.health.FailureKind;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.Protocol;
import io.quorate.testing.Certificates;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Against the server that everybody has, and against some that nobody should have. */
class GrpcProbeTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final String SERVING = "00000000020801";
    private static final Certificates AUTHORITY = Certificates.authority("Test CA");
    private static Vertx vertx;

    private final List<Server> servers = new ArrayList<>();
    private final HealthStatusManager health = new HealthStatusManager();

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
    }

    @AfterAll
    static void close() {
        Backend.await(vertx.close());
    }

    @AfterEach
    void stop() {
        servers.forEach(Server::shutdownNow);
    }

    @Test
    void passesWhenTheServerServes() throws IOException {
        Outcome outcome = outcomeOf("", server());

        assertThat(outcome).as(outcome.reason()).isInstanceOf(Outcome.Pass.class);
        assertThat(outcome.reason()).matches("SERVING in \\d+ ms");
    }

    @Test
    void asksForTheServiceOfTheCheck() throws IOException {
        String longName = "shop." + "v".repeat(300) + ".Orders";
        health.setStatus("shop.v1.Orders", ServingStatus.SERVING);
        health.setStatus(longName, ServingStatus.SERVING);
        EndpointAddress server = server();

        assertPasses(outcomeOf("shop.v1.Orders", server));
        assertPasses(outcomeOf(longName, server));
        assertFails(outcomeOf("shop.v1.Carts", server), L7STS, "NOT_FOUND: unknown service shop.v1.Carts");
    }

    @ParameterizedTest
    @EnumSource(
            value = ServingStatus.class,
            names = {"UNKNOWN", "NOT_SERVING", "SERVICE_UNKNOWN"})
    void failsWhenTheServiceDoesNotServe(ServingStatus status) throws IOException {
        health.setStatus("shop", status);

        assertFails(outcomeOf("shop", server()), L7STS, status + " (expected: SERVING)");
    }

    @Test
    void probesOverTls() throws IOException {
        KeyPair pair = AUTHORITY.server(Tls.HOST);
        EndpointAddress server = server(TlsServerCredentials.create(
                stream(pair.certificate().text()), stream(pair.key().text())));

        assertPasses(Trial.of(
                vertx, Tls.over(Checks.grpc("", TIMEOUT), Protocol.HTTP1, Tls.trusting(AUTHORITY.pem())), server));
        assertFails(outcomeOf("", server), L7RSP, "");
    }

    @Test
    void saysThatThereIsNoHealthService() throws IOException {
        Server bare = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .build()
                .start();
        servers.add(bare);

        assertFails(
                outcomeOf("", new EndpointAddress(Tls.HOST, bare.getPort())),
                L7STS,
                "UNIMPLEMENTED: Method not found: grpc.health.v1.Health/Check");
    }

    @Test
    void sendsWhatTheProtocolAsksFor() throws InterruptedException {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        EndpointAddress server = Tls.serve(
                vertx,
                clearText(),
                request -> request.body().onSuccess(body -> {
                    asked.add(request.method() + " " + request.uri() + " " + request.getHeader("content-type") + " "
                            + request.getHeader("te") + " " + request.getHeader("grpc-timeout") + " "
                            + HexFormat.of().formatHex(body.getBytes()));
                    answer(request.response(), SERVING, "0");
                }));

        assertPasses(outcomeOf("shop", server));

        assertThat(asked.take())
                .isEqualTo("POST /grpc.health.v1.Health/Check application/grpc trailers 8000m 00000000060a0473686f70");
    }

    @Test
    void readsAnAnswerThatIsAStatusOnly() {
        EndpointAddress server = serve(response -> response.putHeader("content-type", "application/grpc")
                .putHeader("grpc-status", "14")
                .putHeader("grpc-message", "down%20for%0Arepair %C3%A9 %zz")
                .end());

        assertFails(outcomeOf("", server), L7STS, "UNAVAILABLE: down for.repair . %zz");
    }

    @Test
    void keepsItsWordsShort() {
        EndpointAddress server = serve(response -> response.putHeader("content-type", "application/grpc")
                .putHeader("grpc-status", "99")
                .putHeader("grpc-message", "x".repeat(5_000))
                .end());

        assertFails(outcomeOf("", server), L7STS, "grpc-status 99: " + "x".repeat(77) + "...");
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "00",
        "0000000002",
        "000000000208",
        "00000000030801",
        "000000000108010000",
        "01000000020801",
        "0000000003080100",
        "000000000b08ffffffffffffffffffff",
        "00000000030aff01",
        "0000000002080108",
        "0000000001ff",
        "0000000002080100000000020801"
    })
    void refusesAMessageThatIsNone(String hex) {
        EndpointAddress server = serve(response -> answer(response, hex, "0"));

        assertFails(outcomeOf("", server), L7RSP, "not a grpc.health.v1.HealthCheckResponse");
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000, UNKNOWN",
        "00000000020802, NOT_SERVING",
        "00000000020809, status 9",
        "00000000040801 0802, NOT_SERVING"
    })
    void readsAStatusByItsNumber(String hex, String name) {
        EndpointAddress server = serve(response -> answer(response, hex.replace(" ", ""), "0"));

        assertFails(outcomeOf("", server), L7STS, name + " (expected: SERVING)");
    }

    @Test
    void skipsFieldsThatItDoesNotKnow() {
        // 2: a varint; 3: eight bytes; 4: a text; 5: four bytes; then the status.
        String fields = "1001" + "190102030405060708" + "2203616263" + "2d01020304" + "0801";
        String frame = String.format("00%08x", fields.length() / 2) + fields;

        assertPasses(outcomeOf("", serve(response -> answer(response, frame, "0"))));
    }

    @Test
    void refusesAnAnswerWithoutAStatus() {
        EndpointAddress none = serve(response -> response.putHeader("content-type", "application/grpc")
                .end(Buffer.buffer(HexFormat.of().parseHex(SERVING))));

        assertFails(outcomeOf("", none), L7RSP, "no grpc-status");
        assertFails(outcomeOf("", serve(response -> answer(response, SERVING, "fine"))), L7RSP, "grpc-status \"fine\"");
    }

    @Test
    void refusesAnAnswerOfAnotherType() {
        EndpointAddress page = serve(
                response -> response.putHeader("content-type", "text/html").end("<html>"));
        EndpointAddress web = serve(response -> {
            response.putHeader("content-type", "application/grpc-web");
            response.end();
        });

        assertFails(outcomeOf("", page), L7RSP, "content-type \"text/html\" (expected: application/grpc)");
        assertFails(outcomeOf("", web), L7RSP, "content-type \"application/grpc-web\" (expected: application/grpc)");
    }

    @Test
    void refusesAnotherHttpStatus() {
        EndpointAddress ill = serve(response -> response.setStatusCode(503).end());

        assertFails(outcomeOf("", ill), L7STS, "status 503 (expected: 200)");
    }

    @Test
    void stopsReadingAtTheCap() {
        EndpointAddress huge = serve(response -> response.putHeader("content-type", "application/grpc")
                .putTrailer("grpc-status", "0")
                .end(Buffer.buffer(new byte[GrpcAnswer.MOST_READ + 1])));

        assertFails(outcomeOf("", huge), L7RSP, "more than 65536 bytes for an answer");
    }

    @Test
    void saysThatAnEndpointSpeaksHttp1Only() {
        Backend old = Backend.answering(vertx, "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");

        assertFails(outcomeOf("", old.address()), L7RSP, "endpoint speaks HTTP/1.1, not HTTP/2");
        old.awaitAllClosed();
    }

    @Test
    void failsWhenTheStreamIsReset() {
        assertFails(outcomeOf("", serve(response -> response.reset(2))), L7RSP, "stream reset");
    }

    private EndpointAddress server() throws IOException {
        return server(InsecureServerCredentials.create());
    }

    private EndpointAddress server(ServerCredentials credentials) throws IOException {
        Server server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
                .addService(health.getHealthService())
                .build()
                .start();
        servers.add(server);
        return new EndpointAddress(Tls.HOST, server.getPort());
    }

    private static EndpointAddress serve(Consumer<HttpServerResponse> behaviour) {
        return Tls.serve(vertx, clearText(), request -> behaviour.accept(request.response()));
    }

    private static HttpServerOptions clearText() {
        return new HttpServerOptions().setHost(Tls.HOST).setHttp2ClearTextEnabled(true);
    }

    private static void answer(HttpServerResponse response, String hex, String status) {
        response.putHeader("content-type", "application/grpc+proto")
                .putTrailer("grpc-status", status)
                .end(Buffer.buffer(HexFormat.of().parseHex(hex)));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Outcome outcomeOf(String service, EndpointAddress address) {
        CheckSpec check = Tls.over(Checks.grpc(service, TIMEOUT), Protocol.HTTP1, EndpointTls.NONE);
        return Trial.of(vertx, check, address);
    }

    private static void assertPasses(Outcome outcome) {
        assertThat(outcome).as(outcome.reason()).isInstanceOf(Outcome.Pass.class);
    }

    private static void assertFails(Outcome outcome, FailureKind kind, String detail) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failure.class, failure -> {
            assertThat(failure.kind()).as(failure.detail()).isEqualTo(kind);
            assertThat(failure.detail()).startsWith(detail);
        });
    }
}
