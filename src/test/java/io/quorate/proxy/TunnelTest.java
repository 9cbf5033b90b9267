package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.route.RouteTimeouts;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes through once an endpoint has agreed to speak WebSocket, and how it ends. */
class TunnelTest {
    private static final int MIB = 1 << 20;
    private static final long MUCH = 20L * MIB;
    /** More than all buffers of the two kernels' ends and ours hold. */
    private static final long MORE_THAN_FITS = 200L * MIB;

    private final TestProxy.Setup setup = new TestProxy.Setup();
    private RawBackend backend;
    private TestProxy proxy;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.running(WebSockets.agreeing(WebSockets::echo));
        proxy = setup.conserving(backend);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        backend.close();
    }

    @Test
    void carriesBytesBothWays() throws Exception {
        try (RawClient client = WebSockets.open(proxy.client())) {
            for (String said : new String[] {"a", "GET / HTTP/1.1\r\n\r\n", "\0\r\n\r\n0\r\n\r\n", "z"}) {
                assertThat(client.send(said).read(said.length())).isEqualTo(said);
            }
        }
        assertAllIsOver();
    }

    @Test
    void handsOnWhatCameInOnePacketWithTheAgreement() throws Exception {
        backend.become(connection -> {
            connection.readHead();
            connection.send(WebSockets.ACCEPTED + "first");
            WebSockets.echo(connection);
        });
        for (int i = 0; i < 20; i++) {
            try (RawClient client = WebSockets.open(proxy.client())) {
                assertThat(client.read(5)).isEqualTo("first");
                assertThat(client.send("x").read(1)).isEqualTo("x");
            }
        }
        assertAllIsOver();
    }

    @Test
    void carriesMuchBothWaysAtOnce() throws Exception {
        AtomicLong sent = new AtomicLong();
        CompletableFuture<Long> received = new CompletableFuture<>();
        backend.become(WebSockets.agreeing(connection -> {
            Thread reader = doing(() -> received.complete(WebSockets.receive(connection.in(), MUCH)));
            sent.set(WebSockets.send(connection.out(), MUCH, 1));
            join(reader);
        }));
        try (RawClient client = WebSockets.open(proxy.client())) {
            CompletableFuture<Long> sentUp = new CompletableFuture<>();
            Thread sender = doing(() -> sentUp.complete(WebSockets.send(client.out(), MUCH, 2)));
            long down = WebSockets.receive(client.in(), MUCH);
            join(sender);
            assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo(sentUp.get());
            assertThat(client.isClosed()).isTrue();
            assertThat(down).isEqualTo(sent.get());
        }
        assertAllIsOver();
    }

    @Test
    void takesNoMoreFromAnEndpointThanAClientThatDoesNotReadLeavesRoomFor() throws Exception {
        AtomicLong taken = new AtomicLong();
        backend.become(WebSockets.agreeing(connection -> pour(connection.out(), taken)));
        try (RawClient client = WebSockets.open(RawClient.to(proxy.port(), 32 << 10))) {
            assertThat(standstill(taken)).isLessThan(MORE_THAN_FITS / 4);
            client.in().skipNBytes(taken.get() + MIB);
        }
        assertAllIsOver();
    }

    @Test
    void takesNoMoreFromAClientThanAnEndpointThatDoesNotReadLeavesRoomFor() throws Exception {
        AtomicLong taken = new AtomicLong();
        CountDownLatch goOn = new CountDownLatch(1);
        backend.become(WebSockets.agreeing(connection -> {
            awaitGo(goOn);
            WebSockets.echo(connection);
        }));
        try (RawClient client = WebSockets.open(proxy.client())) {
            Thread sender = doing(() -> pour(client.out(), taken));
            assertThat(standstill(taken)).isLessThan(MORE_THAN_FITS / 4);
            goOn.countDown();
            client.in().skipNBytes(taken.get() + MIB);
            client.leave();
            join(sender);
        }
        assertAllIsOver();
    }

    @Test
    void letsAnEndpointGoOnAfterTheClientHasFinished() throws Exception {
        backend.become(WebSockets.agreeing(connection -> {
            connection.waitForEnd();
            connection.send("the rest");
        }));
        try (RawClient client = WebSockets.open(proxy.client())) {
            client.send("last words").finish();
            assertThat(client.read(8)).isEqualTo("the rest");
            assertThat(client.isClosed()).isTrue();
        }
        assertThat(backend.received()).endsWith("last words");
        assertAllIsOver();
    }

    @Test
    void letsAClientGoOnAfterTheEndpointHasFinished() throws Exception {
        backend.become(WebSockets.agreeing(connection -> {
            connection.send("last words");
            connection.finish();
            connection.waitForEnd();
        }));
        try (RawClient client = WebSockets.open(proxy.client())) {
            assertThat(client.read(10)).isEqualTo("last words");
            assertThat(client.isClosed()).isTrue();
            client.send("the rest").finish();
            assertAllIsOver();
        }
        assertThat(backend.received()).contains("the rest");
    }

    @Test
    void givesASlowClientAllThatCameBeforeTheEndpointClosed() throws Exception {
        AtomicLong sent = new AtomicLong(-1);
        backend.become(WebSockets.agreeing(connection -> sent.set(WebSockets.send(connection.out(), MIB, 3))));
        try (RawClient client = WebSockets.open(RawClient.to(proxy.port(), 8 << 10))) {
            await().until(() -> backend.openConnections() == 0);
            assertThat(WebSockets.receive(client.in(), MIB)).isEqualTo(sent.get());
            // Not an answer of ours behind it.
            assertThat(client.isClosed()).isTrue();
        }
        assertAllIsOver();
    }

    @Test
    void endsForTheClientWhenTheEndpointResets() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        backend.become(WebSockets.agreeing(connection -> {
            awaitGo(go);
            connection.reset();
        }));
        try (RawClient client = WebSockets.open(proxy.client())) {
            go.countDown();
            assertThat(client.isClosed()).isTrue();
            // It need not close: what was reset takes nothing more.
            assertAllIsOver();
        }
    }

    @Test
    void saysNothingOfItsOwnWhenTheEndpointResetsWhileMuchIsOnItsWay() throws Exception {
        AtomicLong taken = new AtomicLong();
        CompletableFuture<RawBackend.Connection> endpoint = new CompletableFuture<>();
        backend.become(WebSockets.agreeing(connection -> {
            endpoint.complete(connection);
            pour(connection.out(), taken);
        }));
        try (RawClient client = WebSockets.open(RawClient.to(proxy.port(), 8 << 10))) {
            standstill(taken);
            endpoint.join().reset();
            byte[] block = new byte[1 << 10];
            for (int length = client.in().read(block);
                    length > 0;
                    length = client.in().read(block)) {
                for (int i = 0; i < length; i++) {
                    assertThat(block[i]).isZero();
                }
            }
        }
        assertAllIsOver();
    }

    @Test
    void endsForTheEndpointWhenTheClientResets() throws Exception {
        backend.become(WebSockets.agreeing(connection -> {
            connection.waitForEnd();
            // It need not close either.
            await().until(() -> proxy.inFlight() == 0);
        }));
        RawClient client = WebSockets.open(proxy.client());
        client.send("x");
        await().until(() -> backend.received().endsWith("x"));
        client.reset();
        proxy.assertFreed();
        assertAllIsOver();
    }

    @Test
    void endsWhenTheClientResetsWhileItTakesNothing() throws Exception {
        AtomicLong taken = new AtomicLong();
        backend.become(WebSockets.agreeing(connection -> pour(connection.out(), taken)));
        RawClient client = WebSockets.open(RawClient.to(proxy.port(), 32 << 10));
        standstill(taken);
        client.reset();
        assertAllIsOver();
    }

    /** An echo takes nothing while what it sends is not taken: what the client sent last may never be delivered. */
    @Test
    void endsWhenTheClientResetsWhileNeitherSideTakesAnything() throws Exception {
        AtomicLong taken = new AtomicLong();
        RawClient client = WebSockets.open(RawClient.to(proxy.port(), 32 << 10));
        Thread sender = doing(() -> pour(client.out(), taken));
        standstill(taken);
        client.reset();
        join(sender);
        assertAllIsOver();
    }

    @Test
    void endsOnBothSidesWhenNothingMovesForTooLong() throws Exception {
        try (TestProxy impatient = idleAfter(300);
                RawClient client = WebSockets.open(impatient.client())) {
            assertThat(client.isClosed()).isTrue();
            await().until(() -> backend.openConnections() == 0);
            impatient.assertFreed();
        }
    }

    @Test
    void endsWhenNothingMovesThoughSomethingIsWaitingToBeTaken() throws Exception {
        AtomicLong taken = new AtomicLong();
        backend.become(WebSockets.agreeing(connection -> pour(connection.out(), taken)));
        try (TestProxy impatient = idleAfter(500);
                RawClient client = WebSockets.open(RawClient.to(impatient.port(), 32 << 10))) {
            impatient.assertFreed();
            await().until(() -> backend.openConnections() == 0);
            client.leave();
        }
    }

    @Test
    void goesOnWhileSomethingMovesEitherWay() throws Exception {
        CompletableFuture<RawBackend.Connection> endpoint = new CompletableFuture<>();
        backend.become(WebSockets.agreeing(connection -> {
            endpoint.complete(connection);
            connection.waitForEnd();
        }));
        try (TestProxy impatient = idleAfter(500);
                RawClient client = WebSockets.open(impatient.client())) {
            await().until(endpoint::isDone);
            await().pollInterval(Duration.ofMillis(100))
                    .during(Duration.ofMillis(1_200))
                    .until(() -> {
                        client.send("x");
                        return impatient.inFlight() == 1;
                    });
            await().pollInterval(Duration.ofMillis(100))
                    .during(Duration.ofMillis(1_200))
                    .until(() -> {
                        endpoint.join().send("y");
                        return client.read(1).equals("y");
                    });
        }
    }

    @Test
    void outlivesTheOtherDeadlinesOfItsRoute() throws Exception {
        setup.timeouts =
                new RouteTimeouts(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ZERO, Duration.ofMillis(400));
        try (TestProxy hasty = setup.conserving(backend);
                RawClient client = WebSockets.open(hasty.client())) {
            await().pollDelay(Duration.ofMillis(900))
                    .until(() -> client.send("x").read(1).equals("x"));
        }
    }

    @Test
    void goesOnThroughADrainUntilItsBound() throws Exception {
        try (RawClient client = WebSockets.open(proxy.client())) {
            Future<Integer> drained = proxy.fleet.drain(Duration.ofMillis(1_500));
            await().during(Duration.ofMillis(700))
                    .until(() -> client.send("x").read(1).equals("x"));
            assertThat(drained.isComplete()).isFalse();
            assertThat(client.isClosed()).isTrue();
            assertThat(TestProxy.await(drained)).isEqualTo(1);
            proxy.assertFreed();
            await().until(() -> backend.openConnections() == 0);
        }
    }

    @Test
    void letsADrainEndWhenItEnds() throws Exception {
        try (RawClient client = WebSockets.open(proxy.client())) {
            Future<Integer> drained = proxy.fleet.drain(Duration.ofSeconds(30));
            assertThat(client.send("x").read(1)).isEqualTo("x");
            client.finish();
            assertThat(client.isClosed()).isTrue();
            TestProxy.await(drained);
            proxy.assertFreed();
        }
    }

    private TestProxy idleAfter(long millis) {
        setup.timeouts = new RouteTimeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(millis), Duration.ZERO);
        return setup.conserving(backend);
    }

    private void assertAllIsOver() throws Exception {
        proxy.assertFreed();
        await().until(() -> backend.openConnections() == 0);
    }

    /** Sends, and counts what is taken, until the other side closes. */
    private static void pour(java.io.OutputStream out, AtomicLong taken) throws IOException {
        byte[] block = new byte[32 << 10];
        while (taken.get() < MORE_THAN_FITS) {
            out.write(block);
            taken.addAndGet(block.length);
        }
    }

    /** Where it stops to grow. */
    private static long standstill(AtomicLong growing) {
        AtomicLong last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(20))
                .until(() -> growing.get() > 0 && last.getAndSet(growing.get()) == growing.get());
        return growing.get();
    }

    private interface Doing {
        void run() throws IOException;
    }

    private static Thread doing(Doing doing) {
        Thread thread = new Thread(() -> {
            try {
                doing.run();
            } catch (IOException left) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        await().until(() -> !thread.isAlive());
    }

    private static void awaitGo(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IOException("never told to go on");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
