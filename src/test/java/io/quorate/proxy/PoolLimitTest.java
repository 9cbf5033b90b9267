package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import io.quorate.proxy.meter.Slots;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many requests may be with an endpoint at once, and wait for it; clients come to two event loops by turns. */
class PoolLimitTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final TestProxy.Setup setup = new TestProxy.Setup();
    private final CountDownLatch go = new CountDownLatch(1);
    private RawBackend backend;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.running(this::answerWhenTold);
        setup.loops = 2;
    }

    @AfterEach
    void stop() throws Exception {
        go.countDown();
        backend.close();
    }

    @Test
    void refusesAllButOneWhenNobodyMayWait() throws Exception {
        limit(1, 0);
        try (TestProxy proxy = setup.to(backend);
                RawClient first = proxy.client();
                RawClient second = proxy.client();
                RawClient third = proxy.client()) {
            first.send(GET);
            await().until(() -> backend.requests() == 1);
            for (RawClient other : List.of(second, third)) {
                Reply refused = other.get("/");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.field("retry-after")).isEqualTo("1");
            }
            go.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.get("/").status()).isEqualTo(200);
            assertThat(third.get("/").status()).isEqualTo(200);
            assertThat(proxy.unreachable).isEmpty();
            proxy.assertFreed();
        }
    }

    @Test
    void sendsToAnotherEndpointWhatOneCannotTake() throws Exception {
        limit(1, 0);
        try (RawBackend other = RawBackend.running(this::answerWhenTold);
                TestProxy proxy = setup.to(backend.port(), other.port());
                RawClient first = proxy.client();
                RawClient second = proxy.client();
                RawClient third = proxy.client()) {
            first.send(GET);
            await().until(() -> backend.requests() + other.requests() == 1);
            second.send(GET);
            await().until(() -> backend.requests() == 1 && other.requests() == 1);
            assertThat(third.get("/").status()).isEqualTo(503);
            go.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
            proxy.assertFreed();
        }
    }

    @Test
    void letsOneWaitForItsTurnAndRefusesTheNext() throws Exception {
        limit(1, 1);
        try (TestProxy proxy = setup.to(backend);
                RawClient first = proxy.client();
                RawClient second = proxy.client();
                RawClient third = proxy.client()) {
            first.send(GET);
            await().until(() -> backend.requests() == 1);
            second.send(GET);
            await().until(() -> slots(proxy).waiters() == 1);
            assertThat(third.get("/").status()).isEqualTo(503);
            assertThat(backend.requests()).isEqualTo(1);
            go.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
            proxy.assertFreed();
        }
    }

    @Test
    void letsNobodyWaitForLongerThanAConnectionMayTake() throws Exception {
        limit(1, 10);
        setup.timeouts = new RouteTimeouts(
                Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ZERO);
        try (TestProxy proxy = setup.to(backend);
                RawClient first = proxy.client();
                RawClient second = proxy.client();
                RawClient third = proxy.client()) {
            first.send(GET);
            await().until(() -> backend.requests() == 1);
            second.send(GET);
            third.send(GET);
            assertThat(second.read().status()).isEqualTo(503);
            assertThat(third.read().status()).isEqualTo(503);
            // Its being busy says nothing against the endpoint.
            assertThat(proxy.unreachable).isEmpty();
            assertThat(slots(proxy).waiters()).isZero();
            go.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            proxy.assertConserved(backend);
        }
    }

    @Test
    void freesThePlaceOfAClientThatLeavesWhileItWaits() throws Exception {
        limit(1, 1);
        try (TestProxy proxy = setup.to(backend);
                RawClient first = proxy.client();
                RawClient leaving = proxy.client();
                RawClient resetting = proxy.client();
                RawClient last = proxy.client()) {
            first.send(GET);
            await().until(() -> backend.requests() == 1);
            leaving.send(GET);
            await().until(() -> slots(proxy).waiters() == 1);
            leaving.leave();
            await().until(() -> slots(proxy).waiters() == 0);
            resetting.send(GET);
            await().until(() -> slots(proxy).waiters() == 1);
            resetting.reset();
            await().until(() -> slots(proxy).waiters() == 0);
            last.send(GET);
            await().until(() -> slots(proxy).waiters() == 1);
            go.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(last.read().status()).isEqualTo(200);
            assertThat(backend.requests()).isEqualTo(2);
            proxy.assertFreed();
        }
    }

    /** Whether the first request by the new limit comes to the loop on which the other waits, or to the other loop. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void letsThoseInWhoWaitWhenTheLimitIsRaised(boolean sameLoop) throws Exception {
        limit(1, 10);
        try (TestProxy proxy = setup.to(backend);
                RawClient first = proxy.client();
                RawClient second = proxy.client();
                RawClient toOneLoop = proxy.client();
                RawClient toTheOther = proxy.client()) {
            RawClient third = sameLoop ? toTheOther : toOneLoop;
            first.send(GET);
            await().until(() -> backend.requests() == 1);
            second.send(GET);
            await().until(() -> slots(proxy).waiters() == 1);
            limit(3, 10);
            proxy.use(setup.snapshot(backend.port()));
            // The first to use the new pool; the one that waits still goes by the old one.
            third.send(GET);
            await().until(() -> backend.requests() == 3);
            go.countDown();
            for (RawClient each : List.of(first, second, third)) {
                assertThat(each.read().status()).isEqualTo(200);
            }
            proxy.assertFreed();
        }
    }

    /** Nobody may wait, so that the slot of the attempt that met the stale connection has to be free for the next. */
    @Test
    void makesARequestAnewWithTheOneSlotThatThereIs() throws Exception {
        limit(1, 0);
        AtomicInteger most = new AtomicInteger();
        try (TestProxy proxy = setup.to(backend);
                RawClient ofOneLoop = proxy.client();
                RawClient ofTheOther = proxy.client()) {
            backend.become(connection -> {
                connection.readRequest();
                most.accumulateAndGet(slots(proxy).taken(), Math::max);
                connection.send(RawBackend.OK);
                connection.readHead();
                most.accumulateAndGet(slots(proxy).taken(), Math::max);
                connection.reset();
            });
            for (int i = 0; i < 20; i++) {
                for (RawClient client : List.of(ofOneLoop, ofTheOther)) {
                    assertThat(client.get("/").status()).as("turn %s", i).isEqualTo(200);
                    await().until(() -> slots(proxy).taken() == 0);
                }
            }
            assertThat(proxy.attempts("stale")).isEqualTo(38);
            assertThat(most.get()).isEqualTo(1);
            proxy.assertFreed();
        }
    }

    @Test
    void countsATunnelForAsLongAsItIsOpen() throws Exception {
        limit(1, 0);
        backend.become(WebSockets.agreeing(WebSockets::echo));
        try (TestProxy proxy = setup.to(backend);
                RawClient other = proxy.client()) {
            try (RawClient tunnel = WebSockets.open(proxy.client())) {
                assertThat(other.get("/").status()).isEqualTo(503);
                assertThat(tunnel.send("x").read(1)).isEqualTo("x");
            }
            proxy.assertConserved(backend);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 11", "1, 12", "2, 13", "3, 14"})
    void answersAllOfABurstAndNeverGivesTheEndpointMore(int perEndpoint, long seed) throws Exception {
        limit(perEndpoint, 1_000);
        setup.timeouts = new RouteTimeouts(
                Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ZERO);
        SplittableRandom random = new SplittableRandom(seed);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        backend.become(connection -> {
            while (connection.readRequest()) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                take(delay(random));
                now.decrementAndGet();
                connection.send(RawBackend.OK);
            }
        });
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try (TestProxy proxy = setup.to(backend)) {
            List<Future<Integer>> answered = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answered.add(clients.submit(() -> ask(proxy, 25)));
            }
            for (Future<Integer> each : answered) {
                assertThat(each.get(20, TimeUnit.SECONDS)).as("seed %s", seed).isEqualTo(25);
            }
            assertThat(most.get()).as("seed %s", seed).isLessThanOrEqualTo(perEndpoint);
            proxy.assertFreed();
        } finally {
            clients.shutdownNow();
        }
    }

    /** How many of so many were answered well, on one connection. */
    private static int ask(TestProxy proxy, int times) throws IOException {
        int good = 0;
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < times; i++) {
                good += client.get("/").status() == 200 ? 1 : 0;
            }
        }
        return good;
    }

    private static int delay(SplittableRandom random) {
        synchronized (random) {
            return random.nextInt(5_000);
        }
    }

    /** A bit of work, so that requests meet. */
    private static void take(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    private void answerWhenTold(RawBackend.Connection connection) throws IOException {
        while (connection.readRequest()) {
            await().until(() -> go.getCount() == 0);
            connection.send(RawBackend.OK);
        }
    }

    private Slots slots(TestProxy proxy) {
        return proxy.loads
                .of(TestProxy.UPSTREAM, new EndpointAddress("127.0.0.1", backend.port()))
                .slots();
    }

    private void limit(int perEndpoint, int pending) {
        Connections connections = new Connections(perEndpoint, pending, Duration.ofSeconds(60));
        setup.transport = new Transport(Protocol.HTTP1, EndpointTls.NONE, connections);
    }
}
