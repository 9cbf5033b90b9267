package io.quorate.probe;

import static io.quorate.core.health.FailureKind.L4CON;
import static io.quorate.core.health.FailureKind.L4TOUT;
import static io.quorate.core.health.FailureKind.L6RSP;
import static io.quorate.core.health.FailureKind.L6TOUT;
import static io.quorate.core.health.FailureKind.L7RSP;
import static io.quorate.core.health.FailureKind.L7TOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.quorate.core.health.FailureKind;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.Protocol;
import io.quorate.probe.wire.ProbeRun;
import io.quorate.testing.Certificates;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind of probe does with an endpoint that fails: it ends once, in time, by the right kind, and leaves nothing. */
class ProbeContractTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    /** Of probes whose end is not to be their deadline. */
    private static final Duration PATIENT = Duration.ofSeconds(8);
    /** More than a deadline that is to be met, and less than one that is not. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private static final Certificates AUTHORITY = Certificates.authority("Contract CA");
    private static final KeyPair IDENTITY = AUTHORITY.server(Tls.HOST);
    private static final EndpointTls TLS = Tls.trusting(AUTHORITY.pem());

    private static final Buffer GARBAGE = Buffer.buffer("\u0001SSH-2.0-OpenSSH_9\r\n\r\n");
    private static final String HTTP1_BEGUN = "HTTP/1.1 200 OK\r\nx-a: bcdefghijklmnopqrstuvwxyz";
    /** The head of a SETTINGS frame of 12282 bytes, and zeros. */
    private static final byte[] HTTP2_BEGUN = Arrays.copyOf(HexFormat.of().parseHex("002ffa040000000000"), 40);
    /** The head of a handshake record of 16 KiB, and zeros. */
    private static final byte[] TLS_BEGUN = Arrays.copyOf(HexFormat.of().parseHex("1603034000"), 40);

    private static Vertx vertx;
    private static LeakWatch leaks;
    private static LogWatch log;

    /** How deep a probe looks, and by what. */
    enum Kind {
        TCP,
        TLS_ALONE,
        HTTP,
        HTTP_OVER_TLS,
        HTTP2,
        HTTP2_OVER_TLS,
        HTTP_BY_ALPN,
        GRPC,
        GRPC_OVER_TLS;

        CheckSpec check(Duration timeout) {
            CheckSpec http = Checks.get(Checks.status(), timeout);
            return switch (this) {
                case TCP -> Checks.tcp(timeout);
                case TLS_ALONE -> Tls.over(Checks.tls(timeout), Protocol.HTTP1, TLS);
                case HTTP -> http;
                case HTTP_OVER_TLS -> Tls.over(http, Protocol.HTTP1, TLS);
                case HTTP2 -> Tls.over(http, Protocol.HTTP2, EndpointTls.NONE);
                case HTTP2_OVER_TLS -> Tls.over(http, Protocol.HTTP2, TLS);
                case HTTP_BY_ALPN -> Tls.over(http, Protocol.AUTO, TLS);
                case GRPC -> Checks.grpc("", timeout);
                case GRPC_OVER_TLS -> Tls.over(Checks.grpc("shop", timeout), Protocol.HTTP1, TLS);
            };
        }

        boolean isSecure() {
            return check(PATIENT).approach().tls().isUsed();
        }

        boolean looksBehindTls() {
            return isSecure() && this != TLS_ALONE;
        }

        /** The kind for a fault that comes after the connection and before anything else. */
        FailureKind or(FailureKind secure, FailureKind plain) {
            return isSecure() ? secure : plain;
        }

        Buffer begun() {
            if (isSecure()) {
                return Buffer.buffer(TLS_BEGUN);
            }
            return check(PATIENT).approach().protocol() == Protocol.HTTP2
                    ? Buffer.buffer(HTTP2_BEGUN)
                    : Buffer.buffer(HTTP1_BEGUN);
        }
    }

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
        leaks = new LeakWatch();
        log = new LogWatch();
    }

    @AfterAll
    static void leavesNothingBehind() {
        Backend.await(vertx.close());
        try (LeakWatch leakWatch = leaks;
                LogWatch logWatch = log) {
            assertThat(leakWatch.leaks()).as("buffers leaked").isEmpty();
            assertThat(logWatch.complaints()).as("logged").isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isRefused(Kind kind) {
        Backend gone = Backend.onConnect(vertx, socket -> {});
        gone.stop();

        assertFailure(Trial.of(vertx, kind.check(PATIENT), gone.address()), L4CON);
    }

    @ParameterizedTest
    @EnumSource
    void fallsIntoABlackHole(Kind kind) throws IOException {
        try (BlackHole hole = new BlackHole()) {
            assertInTime(() -> assertFailure(Trial.of(vertx, kind.check(SHORT), hole.address()), L4TOUT));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TCP")
    void isReset(Kind kind) throws IOException {
        try (ResettingServer server = new ResettingServer()) {
            assertFailure(Trial.of(vertx, kind.check(PATIENT), server.address()), kind.or(L6RSP, L7RSP));
        }
    }

    @ParameterizedTest
    @MethodSource("faultsOnConnect")
    void meetsAnEndpointThatAcceptsAndThen(
            String does, Kind kind, Consumer<NetSocket> behaviour, FailureKind expected) {
        Backend backend = Backend.onConnect(vertx, behaviour);

        CheckSpec check = kind.check(expected.isTimeout() ? SHORT : PATIENT);
        assertInTime(() -> assertFailure(Trial.of(vertx, check, backend.address()), expected));
        backend.awaitAllClosed();
        assertThat(backend.connections()).as("connections made").isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("faultsBehindTls")
    void meetsAnEndpointThatShakesHandsAndThen(
            String does, Kind kind, Consumer<NetSocket> behaviour, FailureKind expected) {
        Backend backend = Backend.onHandshake(vertx, IDENTITY, behaviour);

        CheckSpec check = kind.check(expected.isTimeout() ? Duration.ofMillis(1_500) : PATIENT);
        assertInTime(() -> assertFailure(Trial.of(vertx, check, backend.address()), expected));
        backend.awaitAllClosed();
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS_ALONE", "HTTP_OVER_TLS", "HTTP2_OVER_TLS", "HTTP_BY_ALPN", "GRPC_OVER_TLS"})
    void trustsNoStranger(Kind kind) {
        KeyPair strange = Certificates.authority("Somebody").server(Tls.HOST);
        Backend backend = Backend.onHandshake(vertx, strange, socket -> {});

        assertFailure(Trial.of(vertx, kind.check(PATIENT), backend.address()), L6RSP);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TCP")
    void isCalledOffMidWay(Kind kind) {
        Outcome outcome = interrupted(kind, (probe, run) -> run.callOff());

        assertThat(outcome).isEqualTo(new Outcome.Inconclusive("called off"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TCP")
    void isClosedMidWay(Kind kind) {
        assertFailure(interrupted(kind, (probe, run) -> probe.close()), kind.or(L6RSP, L7RSP));
    }

    static Stream<Arguments> faultsOnConnect() {
        return Arrays.stream(Kind.values()).filter(kind -> kind != Kind.TCP).flatMap(kind -> {
            FailureKind broken = kind.or(L6RSP, L7RSP);
            FailureKind late = kind.or(L6TOUT, L7TOUT);
            return Stream.of(
                    fault("closes", kind, NetSocket::close, broken),
                    fault("is silent", kind, socket -> {}, late),
                    fault("sends garbage", kind, socket -> socket.write(GARBAGE), broken),
                    fault("sends garbage without end", kind, socket -> pour(socket, GARBAGE), broken),
                    fault("is too slow", kind, socket -> drip(socket, kind.begun(), 0), late));
        });
    }

    static Stream<Arguments> faultsBehindTls() {
        return Arrays.stream(Kind.values()).filter(Kind::looksBehindTls).flatMap(kind -> {
            // The servers here choose nothing by ALPN, so that those who insist on HTTP/2 need not wait for a fault.
            boolean insists = kind.check(PATIENT).approach().protocol() == Protocol.HTTP2;
            FailureKind late = insists ? L7RSP : L7TOUT;
            return Stream.of(
                    fault("closes", kind, NetSocket::close, L7RSP),
                    fault("is silent", kind, socket -> {}, late),
                    fault("sends garbage", kind, socket -> socket.write(GARBAGE), L7RSP),
                    fault("sends garbage without end", kind, socket -> pour(socket, GARBAGE), L7RSP),
                    fault("is too slow", kind, socket -> drip(socket, Buffer.buffer(HTTP1_BEGUN), 0), late));
        });
    }

    private static Arguments fault(String does, Kind kind, Consumer<NetSocket> behaviour, FailureKind expected) {
        return arguments(does, kind, behaviour, expected);
    }

    /** What becomes of a run that is interrupted once the endpoint, which is silent, has heard from it. */
    private static Outcome interrupted(Kind kind, BiConsumer<Probe, ProbeRun> interruption) {
        Promise<Void> asked = Promise.promise();
        Backend silent = Backend.onRequest(vertx, socket -> asked.tryComplete());
        Context context = vertx.getOrCreateContext();
        Promise<Outcome> ended = Promise.promise();
        context.runOnContext(start -> {
            Probe probe = new ProbeTypes(vertx).make(kind.check(PATIENT));
            ProbeRun run = new ProbeRun(PATIENT, System::nanoTime);
            run.outcome().onSuccess(ended::complete);
            probe.begin(silent.address(), run);
            asked.future().onSuccess(heard -> context.runOnContext(now -> interruption.accept(probe, run)));
        });
        Outcome outcome = Backend.await(ended.future());
        silent.awaitAllClosed();
        return outcome;
    }

    private static void pour(NetSocket socket, Buffer bytes) {
        socket.write(bytes).onSuccess(written -> vertx.runOnContext(again -> pour(socket, bytes)));
    }

    private static void drip(NetSocket socket, Buffer bytes, int from) {
        if (from < bytes.length()) {
            socket.write(bytes.getBuffer(from, from + 1))
                    .onSuccess(written -> vertx.setTimer(30, timer -> drip(socket, bytes, from + 1)));
        }
    }

    private static void assertInTime(Runnable trial) {
        long started = System.nanoTime();
        trial.run();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SLACK);
    }

    private static void assertFailure(Outcome outcome, FailureKind kind) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failure.class, failure -> {
            assertThat(failure.kind()).as(failure.detail()).isEqualTo(kind);
            assertThat(failure.detail()).matches("[ -~]{5,200}");
        });
    }
}
