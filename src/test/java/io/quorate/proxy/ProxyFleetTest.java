package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.listen.Limits;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.listen.ListenerTimeouts;
import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.net.Cidr;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.model.transport.ListenerTls;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners come and go while what stays is not touched. */
class ProxyFleetTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private RawBackend backend;
    private TestProxy proxy;
    private final TestProxy.Setup setup = new TestProxy.Setup();

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(RawBackend.OK);
        setup.loops = 2;
        proxy = setup.to(backend);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        backend.close();
    }

    @Test
    void sharesOnePickedPortAmongAllLoops() throws Exception {
        for (int i = 0; i < 8; i++) {
            try (RawClient client = proxy.client()) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void keepsTheConnectionsOfAListenerThatStays() throws Exception {
        int port = proxy.port();
        try (RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            TestProxy.await(proxy.fleet.apply(List.of(setup.listener(), other(0)), TestProxy.BOUND));
            assertThat(proxy.port()).isEqualTo(port);
            assertThat(client.get("/").status()).isEqualTo(200);
            try (RawClient second = RawClient.to(proxy.port("other"))) {
                assertThat(second.get("/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void requestsOnConnectionsOfARenamedListenerAreOfTheNewName() throws Exception {
        int port = freePort();
        TestProxy.await(proxy.fleet.apply(List.of(named("old", port)), TestProxy.BOUND));
        setup.routes = List.of(setup.route().heldTo(List.of("new")));
        proxy.use(setup.snapshot(backend.port()));
        try (RawClient client = RawClient.to(port)) {
            assertThat(client.get("/").status()).isEqualTo(404);
            TestProxy.await(proxy.fleet.apply(List.of(named("new", port)), TestProxy.BOUND));
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void letsNewSettingsTakeEffectOnOpenConnections() throws Exception {
        try (RawClient client = proxy.client()) {
            assertThat(client.get("/").fields()).doesNotContainKey("x-quorate-view");
            Listener changed = new Listener(
                    TestProxy.LISTENER,
                    setup.listener().address(),
                    Protocols.DEFAULT,
                    ListenerTls.NONE,
                    List.of(Cidr.parse("127.0.0.1")),
                    new Limits(256, 512, 5, 100),
                    new ListenerTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300)),
                    true);
            TestProxy.await(proxy.fleet.apply(List.of(changed), TestProxy.BOUND));
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\nX-Long: " + "x".repeat(600) + "\r\n\r\n");
            assertThat(client.read().fields()).containsKey("x-quorate-view");
            assertThat(backend.received()).contains("x-request-id: mine");
            assertThat(client.isClosed()).isTrue();
        }
        try (RawClient fresh = proxy.client()) {
            fresh.send("GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(600) + "\r\n\r\n");
            assertThat(fresh.read().status()).isEqualTo(431);
        }
        try (RawClient upload = proxy.client()) {
            upload.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabcdef");
            assertThat(upload.read().status()).isEqualTo(413);
        }
    }

    @Test
    void changesNothingIfOneCannotBeBound() throws Exception {
        int port = proxy.port();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RawClient client = proxy.client()) {
            Listener impossible = named("taken", taken.getLocalPort());
            assertThatThrownBy(() -> TestProxy.await(proxy.fleet.apply(List.of(other(0), impossible), TestProxy.BOUND)))
                    .isInstanceOfSatisfying(
                            ListenerBindException.class,
                            failure -> assertThat(failure.listener()).isEqualTo("taken"));
            assertThat(proxy.fleet.address("other")).isEmpty();
            assertThat(proxy.port()).isEqualTo(port);
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void bindsAListenerAgainThatWasGone() throws Exception {
        int port = freePort();
        for (int i = 0; i < 5; i++) {
            TestProxy.await(proxy.fleet.apply(List.of(setup.listener(), other(port)), TestProxy.BOUND));
            try (RawClient client = RawClient.to(port)) {
                assertThat(client.get("/").status()).isEqualTo(200);
                TestProxy.await(proxy.fleet.apply(List.of(setup.listener()), TestProxy.BOUND));
                assertThatThrownBy(() -> RawClient.to(port)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void keepsThePortWhenOnlyTheNameChanges() throws Exception {
        int port = freePort();
        TestProxy.await(proxy.fleet.apply(List.of(named("before", port)), TestProxy.BOUND));
        TestProxy.await(proxy.fleet.apply(List.of(named("after", port)), TestProxy.BOUND));
        for (int i = 0; i < 4; i++) {
            try (RawClient client = RawClient.to(port)) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void comesBackToAnAddressItJustLeftForAnotherHost() throws Exception {
        for (int i = 0; i < 10; i++) {
            int port = freePort();
            TestProxy.await(proxy.fleet.apply(List.of(at("127.0.0.1", port)), TestProxy.BOUND));
            Future<Void> away = proxy.fleet.apply(List.of(at("127.0.0.2", port)), TestProxy.BOUND);
            TestProxy.await(proxy.fleet.apply(List.of(at("127.0.0.1", port)), TestProxy.BOUND));
            assertThat(away.succeeded()).isTrue();
            try (RawClient client = RawClient.to(port)) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void bindsWhatWasTakenBackBecauseOfAnother() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 10; i++) {
                int port = freePort();
                Future<Void> failed =
                        proxy.fleet.apply(List.of(other(port), named("taken", taken.getLocalPort())), TestProxy.BOUND);
                TestProxy.await(proxy.fleet.apply(List.of(other(port)), TestProxy.BOUND));
                assertThat(failed.failed()).isTrue();
                try (RawClient client = RawClient.to(port)) {
                    assertThat(client.get("/").status()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void doesNotShareTheSocketOfAnotherServerOfTheProcess() throws Exception {
        int port = freePort();
        TestProxy.await(proxy.vertx
                .createHttpServer()
                .requestHandler(request -> request.response().end("admin"))
                .listen(port, "127.0.0.1"));
        assertThatThrownBy(() -> TestProxy.await(proxy.fleet.apply(List.of(other(port)), TestProxy.BOUND)))
                .isInstanceOf(ListenerBindException.class)
                .hasMessageContaining("already used by another server of this process");
    }

    @Test
    void doesNotWaitForEverForASocketThatAnotherServerJoined() throws Exception {
        int port = freePort();
        TestProxy.await(proxy.fleet.apply(List.of(other(port)), TestProxy.BOUND));
        TestProxy.await(proxy.vertx
                .createHttpServer()
                .requestHandler(request -> request.response().end())
                .listen(port, "127.0.0.1"));
        TestProxy.await(proxy.fleet.apply(List.of(), TestProxy.BOUND));
        assertThat(proxy.fleet.address("other")).isEmpty();
    }

    @Test
    void opensNothingAfterADrain() throws Exception {
        int port = freePort();
        Future<Integer> drained = proxy.fleet.drain(Duration.ofSeconds(1));
        assertThatThrownBy(() -> TestProxy.await(proxy.fleet.apply(List.of(other(port)), TestProxy.BOUND)))
                .isInstanceOf(DrainingException.class);
        assertThat(drained.succeeded()).isTrue();
        assertThat(isRefused(port)).isTrue();
    }

    @Test
    void failsRatherThanHangsIfItsWorkThrows() {
        Future<Integer> drained = proxy.fleet.drain(Duration.ofSeconds(Long.MAX_VALUE));
        assertThatThrownBy(() -> TestProxy.await(drained)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> TestProxy.await(proxy.fleet.apply(List.of(), TestProxy.BOUND)))
                .isInstanceOf(DrainingException.class);
    }

    @Test
    void cutsWhatRunsForTooLongOnAListenerThatIsGone() throws Exception {
        backend.become(waitingFor(new CountDownLatch(1)));
        try (RawClient busy = proxy.client()) {
            busy.send(GET);
            await().until(() -> backend.requests() == 1);
            TestProxy.await(proxy.fleet.apply(List.of(), Duration.ofMillis(100)));
            assertThat(busy.isClosed()).isTrue();
        }
    }

    @Test
    void finishesWhatRunsBeforeAListenerIsGone() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        backend.become(waitingFor(goOn));
        try (RawClient busy = proxy.client()) {
            busy.send(GET);
            await().until(() -> backend.requests() == 1);
            TestProxy.await(proxy.fleet.apply(List.of(), TestProxy.BOUND));
            goOn.countDown();
            Reply reply = busy.read();
            assertThat(reply.body()).isEqualTo("ok");
            assertThat(reply.field("connection")).isEqualTo("close");
            assertThat(busy.isClosed()).isTrue();
        }
    }

    @Test
    void drainsWhatStaysIdleAndWhatRunsInTime() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (RawClient idle = proxy.client();
                RawClient busy = proxy.client();
                RawClient fresh = proxy.client()) {
            assertThat(idle.get("/").status()).isEqualTo(200);
            backend.become(waitingFor(goOn));
            int port = proxy.port();
            busy.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
            fresh.send("GET / HT");
            await().until(() -> proxy.inFlight() == 1);
            Future<Integer> drained = proxy.fleet.drain(Duration.ofSeconds(8));
            assertThat(idle.isClosed()).isTrue();
            await().until(() -> isRefused(port));
            goOn.countDown();
            fresh.send("TP/1.1\r\nHost: a\r\n\r\n");
            Reply last = fresh.read();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.field("connection")).isEqualTo("close");
            busy.send("abc");
            assertThat(busy.read().field("connection")).isEqualTo("close");
            TestProxy.await(drained);
            assertThat(proxy.inFlight()).isZero();
        }
    }

    @Test
    void answersARequestThatWasOnItsWayWhenTheDrainBegan() throws Exception {
        try (RawClient idle = proxy.client()) {
            assertThat(idle.get("/").status()).isEqualTo(200);
            int port = proxy.port();
            Future<Integer> drained = proxy.fleet.drain(Duration.ofSeconds(8));
            await().until(() -> isRefused(port));

            Reply last = idle.get("/");

            assertThat(last.status()).isEqualTo(200);
            assertThat(last.field("connection")).isEqualTo("close");
            TestProxy.await(drained);
        }
    }

    @Test
    void endsWhatDoesNotFinishInTime() throws Exception {
        backend.become(RawBackend.Connection::waitForEnd);
        try (RawClient stuck = proxy.client()) {
            stuck.send(GET);
            await().until(() -> proxy.inFlight() == 1);
            TestProxy.await(proxy.fleet.drain(Duration.ofMillis(200)));
            assertThat(stuck.isClosed()).isTrue();
            await().until(() -> proxy.inFlight() == 0);
        }
    }

    private static Listener other(int port) {
        return named("other", port);
    }

    private static Listener at(String host, int port) {
        return listener("moving", host, port);
    }

    private static Listener named(String name, int port) {
        return listener(name, "127.0.0.1", port);
    }

    private static Listener listener(String name, String host, int port) {
        return Listener.plain(name, new ListenAddress(host, port));
    }

    private static RawBackend.Script waitingFor(CountDownLatch goOn) {
        return connection -> {
            while (connection.readRequest()) {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                connection.send(RawBackend.OK);
            }
        };
    }

    private static boolean isRefused(int port) {
        try (RawClient client = RawClient.to(port)) {
            return client.isClosed();
        } catch (IOException refused) {
            return true;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
