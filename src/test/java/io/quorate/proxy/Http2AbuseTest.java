package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.listen.ListenerTimeouts;
import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Protocol;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What costs a client nothing costs the proxy little, and ends. */
class Http2AbuseTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int MIB = 1 << 20;

    private RawBackend backend;
    private final TestProxy.Setup setup = new TestProxy.Setup();

    @BeforeEach
    void start() throws Exception {
        setup.protocols = new Protocols(true, true, false);
        setup.oneAtATime(Protocol.HTTP1);
        backend = RawBackend.answering(RawBackend.OK);
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
    }

    /** What a client sends again and again. */
    private interface Abuse {
        void once(RawHttp2 client, int turn) throws IOException;
    }

    @Test
    void endsAConnectionThatOpensStreamsToResetThem() throws Exception {
        abuse(2_000, (client, turn) -> {
            client.get(2 * turn + 1, "/");
            client.reset(2 * turn + 1, RawHttp2.CANCEL);
        });
        assertThat(backend.requests()).isLessThan(250);
    }

    @Test
    void endsAConnectionThatHasItsStreamsReset() throws Exception {
        abuse(1_000, (client, turn) -> {
            client.post(2 * turn + 1, "/");
            client.window(2 * turn + 1, 0);
        });
        assertThat(backend.requests()).isLessThan(250);
    }

    @Test
    void endsAConnectionThatSendsOnAfterTheEndOfStreams() throws Exception {
        abuse(1_000, (client, turn) -> {
            client.get(2 * turn + 1, "/");
            client.data(2 * turn + 1, false, "more");
        });
        assertThat(backend.requests()).isLessThan(250);
    }

    @Test
    void endsAConnectionThatSendsMalformedRequestsOnly() throws Exception {
        abuse(1_000, (client, turn) -> client.headers(2 * turn + 1, true, ":foo", "bar"));
        assertThat(backend.received().split("\r\n\r\n")).allMatch(head -> head.startsWith("GET /good HTTP/1.1\r\n"));
    }

    @Test
    void endsAConnectionThatSendsEmptyDataOnly() throws Exception {
        abuse(5_000, (client, turn) -> {
            if (turn == 0) {
                client.post(1, "/");
            }
            client.data(1, false, "");
        });
    }

    @Test
    void endsAConnectionWhoseHeaderBlockHasNoEnd() throws Exception {
        byte[] field = Literals.encode("x-a", "b".repeat(1_000));
        abuse(2_000, (client, turn) -> {
            int type = turn == 0 ? RawHttp2.HEADERS : RawHttp2.CONTINUATION;
            client.frame(type, 0, 1, field);
        });
    }

    @Test
    void endsAConnectionWhoseHeaderBlockHasNoEndAndNoContent() throws Exception {
        abuse(5_000, (client, turn) -> {
            int type = turn == 0 ? RawHttp2.HEADERS : RawHttp2.CONTINUATION;
            client.frame(type, 0, 1, new byte[0]);
        });
    }

    /** An entry of 4 KB put into the table once, and asked for again and again by one byte each. */
    @Test
    void refusesAHeaderThatIsBigOnlyWhenDecoded() throws Exception {
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            byte[] entry = Literals.encode("x-a", "b".repeat(3_900));
            entry[0] = 0x40;
            byte[] bomb = Arrays.copyOf(entry, entry.length + 8_000);
            Arrays.fill(bomb, entry.length, bomb.length, (byte) (0x80 | 62));
            client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, bomb);
            Http2Message answer = client.read(1);
            assertThat(answer.isReset() || !client.goAways().isEmpty() || answer.status() == 431)
                    .isTrue();
            assertThat(backend.requests()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SETTINGS, 4, 0, 0, 5000",
        "PING, 6, 0, 8, 5000",
        "PRIORITY, 2, 1, 5, 5000",
        "unknown, 99, 0, 0, 5000",
        "WINDOW_UPDATE, 8, 0, 4, 20000"
    })
    void endsAConnectionThatIsFloodedWithFramesThatMeanLittle(String name, int type, int stream, int length, int times)
            throws Exception {
        byte[] payload = new byte[length];
        if (length > 0) {
            payload[length - 1] = 1;
        }
        abuse(times, (client, turn) -> client.write(type, 0, stream, payload));
    }

    /** As clients do that measure how long the way is while they get much. */
    @Test
    void takesManyPingsInBetweenWhatIsAskedAndAnswered() throws Exception {
        int rounds = 4;
        BlockingQueue<Integer> told = new LinkedBlockingQueue<>();
        backend.become(connection -> {
            for (int i = 0; i < rounds; i++) {
                connection.readRequest();
                connection.send(RawBackend.OK);
            }
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: " + rounds + "\r\n\r\n");
            for (int i = 0; i < rounds; i++) {
                await().until(() -> told.poll() != null);
                connection.send("x");
            }
            connection.waitForEnd();
        });
        try (TestProxy proxy = setup.to(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            for (int i = 0; i < rounds; i++) {
                pings(client);
                assertThat(client.get(2 * i + 1, "/").read(2 * i + 1).status()).isEqualTo(200);
            }
            client.get(9, "/");
            for (int i = 1; i <= rounds; i++) {
                pings(client);
                told.add(i);
                while (client.soFar(9).body().length < i && client.read()) {
                    // It comes byte by byte.
                }
            }
            assertThat(client.read(9).whole()).isTrue();
            assertThat(client.goAways()).isEmpty();
        }
    }

    @Test
    void refusesMoreStreamsThanItAllows() throws Exception {
        RawBackend.Script silent = RawBackend.Connection::waitForEnd;
        backend.become(silent);
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port()).greeted()) {
            for (int i = 0; i < 300; i++) {
                client.post(2 * i + 1, "/");
            }
            assertThat(client.read(299).reset()).isEqualTo(RawHttp2.REFUSED_STREAM);
            assertThat(proxy.inFlight()).isLessThanOrEqualTo(100);
            client.abort();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void endsAnAnswerThatTheClientDoesNotTake(int window) throws Exception {
        AtomicLong sent = new AtomicLong();
        backend.become(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: " + 10 * MIB + "\r\n\r\n");
            String block = "x".repeat(64 << 10);
            for (int i = 0; i < 160; i++) {
                connection.send(block);
                sent.addAndGet(block.length());
            }
        });
        setup.timeouts = new RouteTimeouts(LONG, LONG, Duration.ofMillis(700), Duration.ZERO);
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port(), RawHttp2.INITIAL_WINDOW, window)
                        .credits(false)) {
            client.get(1, "/");
            Http2Message answer = client.read(1);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.isReset()).isTrue();
            assertThat(answer.body()).hasSize(window);
            // What the kernel takes for both connections, and what the proxy holds.
            assertThat(sent.get()).isLessThan(9L * MIB);
        }
    }

    @Test
    void endsAPrefaceThatDribbles() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(SHORT, LONG);
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = new RawHttp2(RawHttp2.connect(proxy.port(), 0))) {
            assertThat(endsWhileDribbling(client, RawHttp2.PREFACE)).isTrue();
        }
    }

    /** The whole preface came, and then nothing. */
    @Test
    void endsAConnectionThatSendsNoSettings() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(SHORT, LONG);
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = new RawHttp2(RawHttp2.connect(proxy.port(), 0))) {
            client.write(RawHttp2.PREFACE);
            assertThat(client.socket().getInputStream().readAllBytes()).isNotEmpty();
        }
    }

    @Test
    void endsSettingsThatDribble() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(SHORT, LONG);
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = new RawHttp2(RawHttp2.connect(proxy.port(), 0))) {
            client.write(RawHttp2.PREFACE);
            assertThat(endsWhileDribbling(client, frame(60, RawHttp2.SETTINGS, 0, 0)))
                    .isTrue();
        }
    }

    @Test
    void endsAHeadThatDribbles() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(SHORT, LONG);
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            client.get(1, "/");
            assertThat(client.read(1).status()).isEqualTo(200);
            assertThat(endsWhileDribbling(client, frame(60, RawHttp2.HEADERS, 0, 3)))
                    .isTrue();
        }
    }

    @Test
    void endsAConnectionThatIsIdleButForPings() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(LONG, SHORT);
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            client.get(1, "/");
            assertThat(client.read(1).status()).isEqualTo(200);
            assertThat(endsWhile(turn -> client.ping())).isTrue();
            client.readToEnd();
            assertThat(client.goAways()).contains(RawHttp2.NO_ERROR);
        }
    }

    /** One request is being answered all the time; beside it a head does not come to its end. */
    @Test
    void keepsAConnectionThatIsIdleOnlyBetweenItsRequests() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(LONG, SHORT);
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            for (int i = 0; i < 8; i++) {
                pause(Duration.ofMillis(100));
                assertThat(client.get(2 * i + 1, "/").read(2 * i + 1).status()).isEqualTo(200);
            }
        }
    }

    private static void pings(RawHttp2 client) throws IOException {
        for (int i = 0; i < 700; i++) {
            client.write(RawHttp2.PING, 0, 0, new byte[8]);
        }
    }

    /** Plays it on one connection, which has to end, while others are served, and looks at what is left of it. */
    private void abuse(int turns, Abuse abuse) throws IOException {
        try (TestProxy proxy = setup.conserving(backend);
                RawHttp2 client = RawHttp2.client(proxy.port())) {
            for (int turn = 0; turn < turns; turn++) {
                try {
                    abuse.once(client, turn);
                } catch (SocketException ended) {
                    break;
                }
            }
            client.readToEnd();
        }
    }

    /** What a client does in between. */
    private interface Turn {
        void take(int turn) throws IOException;
    }

    /** Byte by byte, for longer than it may take. */
    private static boolean endsWhileDribbling(RawHttp2 client, byte[] bytes) throws IOException {
        return endsWhile(turn -> client.write(Arrays.copyOfRange(bytes, turn, turn + 1)));
    }

    private static boolean endsWhile(Turn each) throws IOException {
        try {
            for (int turn = 0; turn < 20; turn++) {
                each.take(turn);
                pause(Duration.ofMillis(100));
            }
        } catch (SocketException ended) {
            return true;
        }
        return false;
    }

    private static byte[] frame(int length, int type, int flags, int stream) {
        byte[] frame = new byte[9 + length];
        frame[2] = (byte) length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        frame[8] = (byte) stream;
        return frame;
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
