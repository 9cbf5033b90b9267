package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.route.RouteTimeouts;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that leaves frees everything at once, wherever its request was. */
class AbortTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String UPLOAD = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\nabc";

    private RawBackend backend;
    private TestProxy proxy;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.running(RawBackend.Connection::waitForEnd);
        proxy = TestProxy.proxyTo(backend);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        backend.close();
    }

    @Test
    void whileItWaitsForAConnection() throws Exception {
        try (FullBacklog full = new FullBacklog()) {
            TestProxy.Setup setup = new TestProxy.Setup();
            setup.timeouts = new RouteTimeouts(
                    Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ZERO);
            try (TestProxy waiting = setup.to(full.port());
                    RawClient client = waiting.client()) {
                client.send(GET);
                await().until(() -> waiting.inFlight() == 1);
                client.leave();
                await().until(() -> waiting.inFlight() == 0);
            }
        }
    }

    @Test
    void whileItSends() throws Exception {
        try (RawClient client = proxy.client()) {
            client.send(UPLOAD);
            await().until(() -> backend.received().endsWith("abc"));
            client.leave();
            assertFreed();
        }
    }

    @Test
    void whileTheEndpointDoesNotTakeWhatItSends() throws Exception {
        backend.become(connection -> {
            connection.readHead();
            await().until(() -> proxy.inFlight() == 0);
        });
        try (RawClient client = proxy.client()) {
            client.send(UPLOAD);
            Thread sender = new Thread(() -> {
                try {
                    client.sendIfTaken("x".repeat(50 << 20));
                } catch (java.io.IOException left) {
                    Thread.currentThread().interrupt();
                }
            });
            sender.start();
            sender.join(1_000);
            assertThat(sender.isAlive()).isTrue();
            // Without a reset its leaving would stay behind the bytes that nobody takes.
            client.reset();
            assertFreed();
        }
    }

    @Test
    void whileItWaitsForTheAnswer() throws Exception {
        try (RawClient client = proxy.client()) {
            client.send(GET);
            await().until(() -> backend.received().endsWith("\r\n\r\n"));
            client.leave();
            assertFreed();
        }
    }

    @Test
    void whileItReads() throws Exception {
        backend.become(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n");
            for (int i = 0; i < 100; i++) {
                connection.send("x".repeat(1 << 20));
            }
        });
        try (RawClient client = proxy.client()) {
            client.send(GET);
            assertThat(client.in().read()).isEqualTo('H');
            client.leave();
            assertFreed();
        }
    }

    @Test
    void afterAnEarlyAnswerWhileItStillSends() throws Exception {
        backend.become(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n");
            connection.waitForEnd();
        });
        try (RawClient client = proxy.client()) {
            client.send(UPLOAD);
            assertThat(client.read().status()).isEqualTo(413);
            client.leave();
            assertFreed();
        }
    }

    @Test
    void leavesManyTimesWithoutALeak() throws Exception {
        backend.become(connection -> {
            while (connection.readRequest()) {
                connection.send(RawBackend.OK);
            }
        });
        for (int i = 0; i < 300; i++) {
            try (RawClient client = proxy.client()) {
                client.send(GET);
            }
        }
        proxy.assertConserved(backend);
    }

    private void assertFreed() throws Exception {
        await().until(() -> proxy.inFlight() == 0);
        await().until(() -> backend.openConnections() == 0);
        proxy.assertConserved(backend);
    }
}
