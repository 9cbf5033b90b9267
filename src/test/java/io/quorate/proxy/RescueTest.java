package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.route.Retry;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.upstream.Balance;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.routing.Pool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that wait for an endpoint which has fallen silent, or was taken out, are answered by another. */
class RescueTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 3\r\n\r\nabc";
    /** An endpoint that has answered as many is known to answer. */
    private static final int KNOWN = 20;

    private static final int WAITING = 5;
    private static final Duration LONG = Duration.ofSeconds(7);
    private static final Duration MUCH_SOONER = Duration.ofSeconds(3);

    private final TestProxy.Setup setup = new TestProxy.Setup();
    private final List<RawClient> clients = new ArrayList<>();
    private volatile boolean firstHangs;
    private volatile boolean secondHangs;
    private RawBackend first;
    private RawBackend second;
    private TestProxy proxy;

    @BeforeEach
    void start() throws Exception {
        first = RawBackend.running(connection -> {
            while (connection.readRequest()) {
                if (firstHangs) {
                    await().until(() -> !firstHangs);
                }
                connection.send(saying("first"));
            }
        });
        second = RawBackend.running(connection -> {
            while (connection.readRequest()) {
                if (secondHangs) {
                    await().until(() -> !secondHangs);
                }
                connection.send(saying("second"));
            }
        });
        setup.inOrder = true;
        setup.timeouts = new RouteTimeouts(LONG, LONG, LONG, Duration.ZERO);
        proxy = setup.to(first.port(), second.port());
    }

    @AfterEach
    void stop() throws Exception {
        firstHangs = false;
        secondHangs = false;
        for (RawClient client : clients) {
            client.close();
        }
        proxy.close();
        first.close();
        second.close();
    }

    @Test
    void answersAllThatWaitForAnEndpointThatFellSilent() throws Exception {
        ask(KNOWN);
        firstHangs = true;
        long start = System.nanoTime();
        List<RawClient> waiting = send(WAITING, GET);
        for (RawClient client : waiting) {
            assertThat(client.read().body()).isEqualTo("second");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(MUCH_SOONER);
        assertThat(first.requests()).isEqualTo(KNOWN + WAITING);
        assertThat(second.requests()).isEqualTo(WAITING);
        assertThat(proxy.scraped()).contains("quorate_rescued_total{upstream=\"shop\"} 5.0");
        assertThat(proxy.attempts("superseded")).isEqualTo(WAITING);
        proxy.assertFreed();
    }

    @Test
    void tellsOnceThatAnEndpointFellSilent() throws Exception {
        ask(KNOWN);
        firstHangs = true;
        secondHangs = true;
        List<RawClient> waiting = send(WAITING, GET);
        // They go on to wait for the first, too, and it is found silent again and again.
        await().until(() -> second.requests() == WAITING);
        secondHangs = false;
        for (RawClient client : waiting) {
            assertThat(client.read().body()).isEqualTo("second");
        }
        assertThat(proxy.unreachable).hasSize(1);
        assertThat(proxy.unreachable.get(0)).matches(first.port() + " L7TOUT: nothing in [0-9]+ ms \\(requests\\)");
    }

    @Test
    void sendsNothingMoreToAnEndpointThatIsSilent() throws Exception {
        ask(KNOWN);
        firstHangs = true;
        // It stays, so that the endpoint stays silent.
        send(1, POST);
        await().until(() -> !proxy.unreachable.isEmpty());
        for (RawClient client : send(WAITING, GET)) {
            assertThat(client.read().body()).isEqualTo("second");
        }
        assertThat(first.requests()).isEqualTo(KNOWN + 1);
        assertThat(rescued()).isZero();
    }

    @Test
    void leavesAPostWhereItIs() throws Exception {
        ask(KNOWN);
        firstHangs = true;
        RawClient posting = send(1, POST).get(0);
        assertThat(send(1, GET).get(0).read().body()).isEqualTo("second");
        assertThat(proxy.inFlight()).isOne();
        firstHangs = false;
        assertThat(posting.read().body()).isEqualTo("first");
        assertThat(second.received()).doesNotContain("POST");
        proxy.assertFreed();
    }

    @Test
    void takesTheFirstsAnswerIfItWakesUpBeforeTheSecondAnswers() throws Exception {
        ask(KNOWN);
        firstHangs = true;
        secondHangs = true;
        RawClient client = send(1, GET).get(0);
        await().until(() -> second.requests() == 1);
        firstHangs = false;
        assertThat(client.read().body()).isEqualTo("first");
        secondHangs = false;
        await().until(() -> second.openConnections() == 0);
        proxy.assertFreed();
    }

    @Test
    void usesAnEndpointAgainThatWokeUp() throws Exception {
        ask(KNOWN);
        firstHangs = true;
        RawClient posting = send(1, POST).get(0);
        await().until(() -> !proxy.unreachable.isEmpty());
        firstHangs = false;
        assertThat(posting.read().body()).isEqualTo("first");
        assertThat(send(1, GET).get(0).read().body()).isEqualTo("first");
    }

    @Test
    void answersAllThatWaitForAnEndpointThatIsTakenOut() throws Exception {
        firstHangs = true;
        RawClient posting = send(1, POST).get(0);
        List<RawClient> waiting = send(WAITING, GET);
        long start = System.nanoTime();
        proxy.use(setup.snapshot(withoutFirst()));
        for (RawClient client : waiting) {
            assertThat(client.read().body()).isEqualTo("second");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(MUCH_SOONER);
        assertThat(rescued()).isEqualTo(WAITING);
        assertThat(proxy.unreachable).isEmpty();
        firstHangs = false;
        assertThat(posting.read().body()).isEqualTo("first");
        assertThat(second.received()).doesNotContain("POST");
        proxy.assertFreed();
    }

    @Test
    void rescuesNobodyWhereTheRuleSendsNothingAgain() throws Exception {
        setup.retry = new Retry(0, EnumSet.allOf(Retry.Cause.class), Set.of(), 0, 1);
        proxy.use(setup.snapshot(first.port(), second.port()));
        ask(KNOWN);
        firstHangs = true;
        List<RawClient> waiting = send(WAITING, GET);
        await().until(() -> !proxy.unreachable.isEmpty());
        firstHangs = false;
        for (RawClient client : waiting) {
            assertThat(client.read().body()).isEqualTo("first");
        }
        assertThat(second.requests()).isZero();
    }

    /** Then it is our own network, or what is behind them all. */
    @Test
    void sendsNothingTwiceWhenAllAreSilent() throws Exception {
        setup.inOrder = false;
        proxy.use(setup.snapshot(first.port(), second.port()));
        ask(2 * KNOWN);
        assertThat(first.requests()).isEqualTo(KNOWN);
        firstHangs = true;
        secondHangs = true;
        List<RawClient> waiting = send(2 * WAITING, GET);
        await().until(() -> proxy.unreachable.size() >= 2);
        assertThat(rescued()).isZero();
        assertThat(first.requests() + second.requests()).isEqualTo(2 * KNOWN + 2 * WAITING);
        // From here on one of them may answer before the other, which is silent then.
        firstHangs = false;
        secondHangs = false;
        for (RawClient client : waiting) {
            assertThat(client.read().status()).isEqualTo(200);
        }
        proxy.assertFreed();
    }

    @Test
    void freesBothForAClientThatLeaves() throws Exception {
        ask(KNOWN);
        firstHangs = true;
        secondHangs = true;
        RawClient leaving = send(1, GET).get(0);
        await().until(() -> second.requests() == 1);
        leaving.reset();
        proxy.assertFreed();
        assertThat(proxy.attempts("client")).isEqualTo(2);
    }

    private void ask(int times) throws IOException {
        RawClient client = proxy.client();
        clients.add(client);
        for (int i = 0; i < times; i++) {
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    /** So many clients, each of which has sent it, all of them at an endpoint by now. */
    private List<RawClient> send(int times, String request) throws IOException {
        int before = first.requests() + second.requests();
        List<RawClient> sent = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            sent.add(proxy.client().send(request));
        }
        clients.addAll(sent);
        await().until(() -> first.requests() + second.requests() >= before + times);
        return sent;
    }

    private double rescued() {
        return proxy.counted("quorate_rescued", "upstream", TestProxy.UPSTREAM);
    }

    private Pool withoutFirst() {
        return new Pool(
                TestProxy.UPSTREAM,
                List.of(new Endpoint(TestProxy.address(second.port()), 1, "")),
                Balance.of("round-robin"),
                setup.transport,
                Pool.Health.failed(Set.of(TestProxy.address(first.port()))));
    }

    private static String saying(String body) {
        return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }
}
