package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Endpoints that reset connections at any moment, as seen by requests of one client after the other: so there is one kept
 * connection at most. Whichever way the kernel and the transport tell of it, it is never taken for an answer that is wrong.
 */
class KeptConnectionResetTest {
    private static final int REQUESTS = 600;
    private static final int MOST_SPINS = 20_000;
    private static final String BODILESS_POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";

    private RawBackend backend;
    private RawBackend other;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(RawBackend.OK);
        other = RawBackend.answering(RawBackend.OK);
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
        other.close();
    }

    /** The connections are good for one answer or more, and their resets meet the next request on its way, or just miss it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void areHiddenFromRequestsThatMayBeMadeAgain(long seed) throws Exception {
        backend.become(resettingAfterAnswers(seed));
        other.become(resettingAfterAnswers(-seed));
        try (TestProxy one = TestProxy.proxyTo(backend);
                TestProxy two = new TestProxy.Setup().to(backend.port(), other.port())) {
            CompletableFuture<Integer> ofOne = askedInTheBackground(one);
            assertThat(answered(two)).as("seed %s: of two endpoints", seed).isEqualTo(REQUESTS);
            assertThat(ofOne.get(30, TimeUnit.SECONDS))
                    .as("seed %s: of one endpoint", seed)
                    .isEqualTo(REQUESTS);
            for (TestProxy each : List.of(one, two)) {
                assertThat(each.attempts("stale")).as("seed %s: met", seed).isPositive();
                assertThat(each.attempts("invalid"))
                        .as("seed %s: misjudged", seed)
                        .isZero();
                each.assertFreed();
                each.assertConserved(backend);
            }
        }
    }

    /** What may have been done is not to be done twice. */
    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void areToldToRequestsThatMayNotBeMadeAgain(long seed) throws Exception {
        backend.become(resettingAfterAnswers(seed));
        try (TestProxy proxy = TestProxy.proxyTo(backend);
                RawClient client = proxy.client()) {
            int failed = 0;
            for (int i = 0; i < REQUESTS; i++) {
                int status = client.send(BODILESS_POST).read().status();
                assertThat(status).as("seed %s", seed).isIn(200, 502);
                failed += status == 502 ? 1 : 0;
            }
            assertThat(failed).as("seed %s", seed).isPositive();
            assertThat(proxy.attempts("reset")).as("seed %s", seed).isEqualTo(failed);
            assertThat(proxy.attempts("ok") + failed).as("seed %s", seed).isEqualTo(REQUESTS);
            proxy.assertConserved(backend);
        }
    }

    /** A connection that never answered anything: what was sent on it may have been done, and is not made again today. */
    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void areResetsAndNoWrongAnswersOnNewConnectionsToo(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        backend.become(connection -> {
            int spins = next(random, MOST_SPINS);
            if (next(random, 2) == 0) {
                connection.readHead();
            }
            spin(spins);
            connection.reset();
        });
        TestProxy.Setup setup = new TestProxy.Setup();
        setup.retry = TestProxy.NEVER_AGAIN;
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(client.get("/").status()).as("seed %s", seed).isEqualTo(502);
            }
            // A reset that comes before anything was sent is one of the connect.
            assertThat(proxy.attempts("reset") + proxy.attempts("connect_failed"))
                    .as("seed %s", seed)
                    .isEqualTo(REQUESTS);
            assertThat(proxy.attempts("reset")).as("seed %s", seed).isPositive();
            proxy.assertConserved(backend);
        }
    }

    private RawBackend.Script resettingAfterAnswers(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return connection -> {
            for (int answers = 1 + next(random, 2); answers > 0; answers--) {
                connection.readRequest();
                connection.send(RawBackend.OK);
            }
            switch (next(random, 4)) {
                case 0 -> connection.readHead();
                case 1 -> connection.read();
                default -> {}
            }
            spin(next(random, MOST_SPINS));
            connection.reset();
        };
    }

    private static CompletableFuture<Integer> askedInTheBackground(TestProxy proxy) {
        CompletableFuture<Integer> good = new CompletableFuture<>();
        Thread asking = new Thread(() -> {
            try {
                good.complete(answered(proxy));
            } catch (IOException | RuntimeException e) {
                good.completeExceptionally(e);
            }
        });
        asking.setDaemon(true);
        asking.start();
        return good;
    }

    /** How many of the requests, of several methods, were answered well. */
    private static int answered(TestProxy proxy) throws IOException {
        String[] methods = {"GET", "PUT", "DELETE"};
        int good = 0;
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < REQUESTS; i++) {
                String method = methods[i % methods.length];
                Reply reply =
                        client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n").read();
                good += reply.status() == 200 ? 1 : 0;
            }
        }
        return good;
    }

    private static int next(SplittableRandom random, int bound) {
        synchronized (random) {
            return random.nextInt(bound);
        }
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }
}
