package io.quorate.probe;

import static io.quorate.core.health.FailureKind.L4CON;
import static io.quorate.core.health.FailureKind.L4TOUT;
import static io.quorate.core.health.FailureKind.L7BDY;
import static io.quorate.core.health.FailureKind.L7HDR;
import static io.quorate.core.health.FailureKind.L7RSP;
import static io.quorate.core.health.FailureKind.L7STS;
import static io.quorate.core.health.FailureKind.L7TOUT;
import static io.quorate.probe.Checks.body;
import static io.quorate.probe.Checks.get;
import static io.quorate.probe.Checks.header;
import static io.quorate.probe.Checks.http;
import static io.quorate.probe.Checks.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quorate.core.health.FailureKind;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every way in which an endpoint may answer or not, over real connections. */
class HttpProbeTest {
    private static final Duration SHORT = Duration.ofMillis(300);
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
    void passesOnAStatusThatIsExpected() {
        Outcome outcome = outcomeOf(get(status()), Backend.answering(vertx, Backend.ok("fine")));

        assertThat(outcome).isInstanceOf(Outcome.Pass.class);
        assertThat(outcome.reason()).matches("status 200 in \\d+ ms");
    }

    @Test
    void sendsTheRequestAsTheCheckSays() {
        Backend backend = Backend.answering(vertx, Backend.ok(""));
        CheckSpec check = http("HEAD", Map.of("x-a", "1", "host", "shop.internal"), status(), Checks.TIMEOUT);

        outcomeOf(check, backend);

        assertThat(backend.received())
                .startsWith("HEAD /health?deep=1 HTTP/1.1\r\n")
                .endsWith("\r\n\r\n");
        assertThat(backend.received().toLowerCase(Locale.ROOT).split("\r\n"))
                .contains("host: shop.internal", "x-a: 1", "connection: close", "user-agent: quorate")
                .doesNotContain("host: " + backend.address());
    }

    @Test
    void namesTheProbedAddressAsTheHostUnlessToldOtherwise() {
        Backend backend = Backend.answering(vertx, Backend.ok(""));

        outcomeOf(get(status()), backend);

        assertThat(backend.received()).containsIgnoringCase("host: 127.0.0.1:" + backend.port() + "\r\n");
        assertThat(backend.received()).doesNotContainIgnoringCase("accept-encoding");
    }

    @Test
    void opensAConnectionForEachProbe() {
        Backend backend = Backend.answering(vertx, Backend.ok(""));

        outcomeOf(get(status()), backend);
        outcomeOf(get(status()), backend);

        assertThat(backend.connections()).isEqualTo(2);
    }

    @Test
    void probesOverIpv6() throws IOException {
        assumeThat(NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses))
                .anyMatch(Inet6Address.class::isInstance);
        Backend backend = Backend.onRequest(vertx, "::1", socket -> socket.write(Backend.ok("")));

        Outcome outcome = Trial.of(vertx, get(status()), new EndpointAddress("::1", backend.port()));

        assertThat(outcome).isInstanceOf(Outcome.Pass.class);
        assertThat(backend.received()).containsIgnoringCase("host: [::1]:" + backend.port() + "\r\n");
        backend.awaitAllClosed();
    }

    @Test
    void saysThatTheConnectionWasRefused() {
        Backend gone = Backend.answering(vertx, "");
        gone.stop();

        assertFailure(Trial.of(vertx, get(status()), gone.address()), L4CON, "connection refused");
    }

    @Test
    void saysThatThereWasNoConnectionInTime() throws IOException {
        try (BlackHole hole = new BlackHole()) {
            assertFailure(Trial.of(vertx, get(status(), SHORT), hole.address()), L4TOUT, "no connection in 300 ms");
        }
    }

    @Test
    void saysThatTheNameIsNotKnown() {
        try (NoSuchName dns = new NoSuchName()) {
            Vertx asking = dns.vertx();
            Outcome outcome = Trial.of(asking, get(status()), new EndpointAddress("nowhere.invalid", 80));
            Backend.await(asking.close());

            assertFailure(outcome, L4CON, "name not resolved");
        }
    }

    @Test
    void failsWhenTheConnectionIsClosedAtOnce() {
        Outcome outcome = outcomeOf(get(status()), Backend.onConnect(vertx, NetSocket::close));

        // Which of the two it is depends on whether the request is under way when the endpoint closes.
        assertThat(outcome.reason()).matches("L7RSP: connection (closed|reset) before the answer was complete");
    }

    @Test
    void failsWhenTheConnectionIsReset() throws IOException {
        try (ResettingServer server = new ResettingServer()) {
            assertFailure(
                    Trial.of(vertx, get(status()), server.address()),
                    L7RSP,
                    "connection reset before the answer was complete");
        }
    }

    @Test
    void failsWhenNothingIsAnswered() {
        Backend silent = Backend.onConnect(vertx, socket -> {});

        assertFailure(outcomeOf(get(status(), SHORT), silent), L7TOUT, "no complete answer in 300 ms");
    }

    @Test
    void hasOneDeadlineForAHeadThatDribbles() {
        Backend slow = Backend.onRequest(vertx, socket -> dribble(socket, "HTTP/1.1 200 OK\r\nx-a: bcdefghijklm", 0));

        assertFailure(outcomeOf(get(status(), SHORT), slow), L7TOUT, "no complete answer in 300 ms");
    }

    @Test
    void hasOneDeadlineForABodyThatDribbles() {
        String answer = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
        Backend slow = Backend.onRequest(vertx, socket -> {
            socket.write(answer);
            dribble(socket, "nothing of interest here", 0);
        });

        assertFailure(outcomeOf(get(body("ready", ""), SHORT), slow), L7TOUT, "no complete answer in 300 ms");
    }

    @Test
    void failsOnGarbage() {
        Outcome outcome = outcomeOf(get(status()), Backend.answering(vertx, "\u0001SSH-2.0-OpenSSH_9\r\n\r\n"));

        assertFailure(outcome, L7RSP, "not a valid HTTP answer");
        assertThat(outcome.reason()).matches("[ -~]{10,150}");
    }

    @Test
    void failsOnHalfAStatusLine() {
        Backend half = Backend.onRequest(vertx, socket -> socket.end(Buffer.buffer("HTTP/1.1 20")));

        assertFailure(outcomeOf(get(status()), half), L7RSP, "connection closed before the answer was complete");
    }

    @Test
    void saysWhichStatusItGotAndWhichItWanted() {
        Backend ill = Backend.answering(vertx, "HTTP/1.1 503 Unavailable\r\ncontent-length: 0\r\n\r\n");

        assertFailure(outcomeOf(get(status()), ill), L7STS, "status 503 (expected: 200-299)");
    }

    @Test
    void doesNotFollowARedirect() {
        Backend elsewhere = Backend.answering(vertx, Backend.ok(""));
        Backend moved = Backend.answering(
                vertx,
                "HTTP/1.1 302 Found\r\nlocation: http://" + elsewhere.address() + "/\r\ncontent-length: 0\r\n\r\n");

        assertFailure(outcomeOf(get(status()), moved), L7STS, "status 302 (expected: 200-299)");
        assertThat(elsewhere.connections()).isZero();
    }

    @Test
    void decidesByTheHeadIfNoRuleNeedsTheBody() {
        Backend endless = Backend.answering(vertx, "HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n");

        assertThat(outcomeOf(get(status()), endless)).isInstanceOf(Outcome.Pass.class);
    }

    @Test
    void saysWhichHeaderIsAbsent() {
        Backend plain = Backend.answering(vertx, Backend.ok(""));

        assertFailure(
                outcomeOf(get(header("x-ready", "yes")), plain), L7HDR, "header x-ready: absent (expected: \"yes\")");
    }

    @Test
    void comparesAHeaderWithItsCase() {
        Backend shouting = Backend.answering(vertx, "HTTP/1.1 200 OK\r\nX-Ready: YES\r\ncontent-length: 0\r\n\r\n");

        assertFailure(
                outcomeOf(get(header("x-ready", "yes")), shouting),
                L7HDR,
                "header x-ready: \"YES\" (expected: \"yes\")");
    }

    @Test
    void isContentWithAnyOfRepeatedHeaders() {
        Backend twice =
                Backend.answering(vertx, "HTTP/1.1 200 OK\r\nX-Ready: no\r\nX-Ready: yes\r\ncontent-length: 0\r\n\r\n");

        assertThat(outcomeOf(get(header("x-ready", "yes")), twice)).isInstanceOf(Outcome.Pass.class);
    }

    @Test
    void saysWhatTheBodyLacks() {
        Backend other = Backend.answering(vertx, Backend.ok("another\u0007 service"));

        assertFailure(
                outcomeOf(get(body("ready", "")), other),
                L7BDY,
                "body does not contain \"ready\": \"another. service\"");
        assertFailure(
                outcomeOf(get(body("", "^re+ady$")), other),
                L7BDY,
                "body does not match \"^re+ady$\": \"another. service\"");
    }

    @Test
    void passesOnABodyThatMeetsItsRules() {
        Backend ready = Backend.answering(vertx, Backend.ok("all is ready"));

        assertThat(outcomeOf(get(body("all", "ready$")), ready)).isInstanceOf(Outcome.Pass.class);
    }

    @Test
    void failsWhenTheBodyIsCutBeforeItsRulesAreDecided() {
        Backend cut = Backend.onRequest(
                vertx, socket -> socket.end(Buffer.buffer("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nnot ")));

        assertFailure(
                outcomeOf(get(body("ready", "")), cut), L7RSP, "connection closed before the answer was complete");
    }

    @Test
    void readsABodyThatEndsWithTheConnection() {
        Backend old =
                Backend.onRequest(vertx, socket -> socket.end(Buffer.buffer("HTTP/1.0 200 OK\r\n\r\nI am ready")));

        assertThat(outcomeOf(get(body("", "ready$")), old)).isInstanceOf(Outcome.Pass.class);
    }

    @Test
    void passesAsSoonAsAnEndlessBodyHasWhatIsWanted() {
        Backend stream =
                Backend.answering(vertx, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\nready\n\r\n");

        assertThat(outcomeOf(get(body("ready", "^ready\n")), stream)).isInstanceOf(Outcome.Pass.class);
    }

    @Test
    void stopsReadingAnEndlessBodyAtTheCap() {
        Backend endless = Backend.onRequest(vertx, socket -> {
            socket.write("HTTP/1.1 200 OK\r\n\r\n");
            pour(socket, Buffer.buffer("x".repeat(8_192)));
        });

        assertFailure(outcomeOf(get(body("ready", "")), endless), L7BDY, "body does not contain \"ready\": \"xxx");
    }

    @Test
    void looksNoFurtherThanTheCapIntoAHugeBody() {
        String beyond = "x".repeat(HttpExchange.MOST_READ - 2) + "ready" + "x".repeat(1_000_000);
        Backend huge = Backend.answering(vertx, Backend.ok(beyond));

        assertFailure(outcomeOf(get(body("ready", "")), huge), L7BDY, "body does not contain \"ready\"");
    }

    @Test
    void readsToTheVeryCap() {
        String justInside = "x".repeat(HttpExchange.MOST_READ - 5) + "ready" + "x".repeat(1_000_000);
        Backend huge = Backend.answering(vertx, Backend.ok(justInside));

        assertThat(outcomeOf(get(body("ready", "")), huge)).isInstanceOf(Outcome.Pass.class);
    }

    @Test
    void takesACompressedBodyForWhatItIs() throws IOException {
        Backend zipped = Backend.answering(
                vertx, "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n" + gzipped("ready ".repeat(1_000_000)));

        Outcome outcome = outcomeOf(get(body("ready", ""), SHORT), zipped);

        assertThat(outcome).isInstanceOf(Outcome.Failure.class);
    }

    @Test
    void givesUpOnAPatternThatTakesForever() {
        Backend hostile = Backend.answering(vertx, Backend.ok("a".repeat(5_000) + "!"));

        assertFailure(outcomeOf(get(body("", "^(a|aa)+$")), hostile), L7BDY, "rule gave up");
    }

    @Test
    void releasesTheBytesThatItDidNotNeed() {
        try (LeakWatch watch = new LeakWatch()) {
            String answer = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + "1\r\nx\r\n".repeat(10_000);
            Backend crumbs = Backend.answering(vertx, answer);
            for (int i = 0; i < 20; i++) {
                outcomeOf(get(status()), crumbs);
            }

            assertThat(watch.leaks()).isEmpty();
        }
    }

    private static void dribble(NetSocket socket, String text, int from) {
        if (from < text.length()) {
            socket.write(text.substring(from, from + 1))
                    .onSuccess(written -> vertx.setTimer(50, timer -> dribble(socket, text, from + 1)));
        }
    }

    private static void pour(NetSocket socket, Buffer bytes) {
        socket.write(bytes).onSuccess(written -> pour(socket, bytes));
    }

    private static String gzipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** The outcome of one probe, once the backend has seen its connection closed. */
    private static Outcome outcomeOf(CheckSpec check, Backend backend) {
        Outcome outcome = Trial.of(vertx, check, backend.address());
        backend.awaitAllClosed();
        assertThat(backend.connections()).as("connections made").isPositive();
        return outcome;
    }

    private static void assertFailure(Outcome outcome, FailureKind kind, String detail) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failure.class, failure -> {
            assertThat(List.of(failure.kind(), failure.detail())).first().isEqualTo(kind);
            assertThat(failure.detail()).startsWith(detail);
        });
    }
}
