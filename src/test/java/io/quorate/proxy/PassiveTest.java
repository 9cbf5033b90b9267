package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.route.Retry;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Balance;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Passive;
import io.quorate.core.passive.Tally;
import io.quorate.core.routing.Pool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What requests tell of the endpoints that they were sent to. */
class PassiveTest {
    private static final String UNAVAILABLE = status(503);
    private static final int IN_A_ROW = 3;
    private static final Passive RULE = new Passive(
            IN_A_ROW, 0, 0, Duration.ofSeconds(10), Duration.ofSeconds(10), 0.5, Passive.DEFAULT.statuses());

    private final TestProxy.Setup setup = new TestProxy.Setup();
    private RawBackend first;
    private RawBackend second;
    private TestProxy proxy;

    @BeforeEach
    void start() throws Exception {
        first = RawBackend.running(connection -> answer(connection, UNAVAILABLE));
        second = RawBackend.answering(RawBackend.OK);
        setup.retry = TestProxy.NEVER_AGAIN;
        setup.timeouts =
                new RouteTimeouts(Duration.ofMillis(500), Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ZERO);
        proxy = setup.to(first.port(), second.port());
        use(Pool.Health.NONE, at(first, 1));
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        first.close();
        second.close();
    }

    @Test
    void tellsOfSoManyFailuresInARowAndThenOfAsManyMore() throws Exception {
        for (int i = 0; i < IN_A_ROW - 1; i++) {
            assertThat(get("/")).isEqualTo(503);
        }
        assertThat(proxy.failing).isEmpty();

        get("/");
        assertThat(proxy.failing).containsExactly(first.port() + " 3 failures in a row, the last: status 503");
        for (int i = 0; i < IN_A_ROW; i++) {
            get("/");
        }
        assertThat(proxy.failing).hasSize(2);
        assertTally(0, 6);
    }

    @Test
    void oneGoodAnswerEndsTheRow() throws Exception {
        for (int i = 0; i < 4; i++) {
            first.become(connection -> answer(connection, UNAVAILABLE));
            get("/");
            get("/");
            first.become(connection -> answer(connection, status(200)));
            assertThat(get("/")).isEqualTo(200);
        }
        assertThat(proxy.failing).isEmpty();
        assertTally(4, 8);
    }

    @TestFactory
    Stream<DynamicTest> countsAsAFailure() {
        return Stream.of(
                failing("a status that is named", connection -> answer(connection, status(502))),
                failing("no answer", RawBackend.Connection::waitForEnd),
                failing("a connection that ends", RawBackend.Connection::readHead),
                failing("a connection that is reset", connection -> {
                    connection.readHead();
                    connection.reset();
                }),
                failing("what is no response", connection -> answer(connection, "hello\r\n\r\n")),
                failing("a body that breaks off", connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc");
                }));
    }

    @Test
    void countsARefusedConnection() throws Exception {
        EndpointAddress closed = closed();
        use(Pool.Health.NONE, new Endpoint(closed, 1, ""));
        for (int i = 0; i < IN_A_ROW; i++) {
            assertThat(get("/")).isEqualTo(502);
        }
        assertThat(proxy.failing).containsExactly(closed.port() + " 3 failures in a row, the last: connect_failed");
    }

    @Test
    void countsAConnectThatNeverComesThoughAnotherWasQuicker() throws Exception {
        try (FullBacklog full = new FullBacklog()) {
            Endpoint hanging = new Endpoint(TestProxy.address(full.port()), 1, "");
            use(Pool.Health.NONE, hanging, new Endpoint(at(second, 1).address(), 1, "", true));
            assertThat(get("/")).isEqualTo(200);

            await().until(() -> proxy.loads.tallies().stream()
                    .anyMatch(tally -> tally.address().equals(hanging.address()) && tally.failed() == 1));
        }
    }

    @Test
    void whatCannotBeReachedInPanicEitherIsUnavailable() throws Exception {
        EndpointAddress closed = closed();
        use(new Pool.Health(Set.of(), Map.of(), Set.of(), true, RULE), new Endpoint(closed, 1, ""));
        try (RawClient client = proxy.client()) {
            Reply reply = client.get("/");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.field("retry-after")).isEqualTo("1");
        }
    }

    @TestFactory
    Stream<DynamicTest> isNoFailure() {
        return Stream.of(404, 500, 501)
                .map(code -> DynamicTest.dynamicTest("status " + code, () -> {
                    first.become(connection -> answer(connection, status(code)));
                    for (int i = 0; i < IN_A_ROW; i++) {
                        assertThat(get("/")).isEqualTo(code);
                    }
                    assertThat(proxy.failing).isEmpty();
                }));
    }

    @Test
    void aClientThatLeavesTellsNothing() throws Exception {
        first.become(RawBackend.Connection::waitForEnd);
        for (int i = 0; i < IN_A_ROW; i++) {
            int before = first.requests();
            try (RawClient client = proxy.client()) {
                client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
                await().until(() -> first.openConnections() > 0 && proxy.inFlight() > 0);
                client.reset();
            }
            proxy.assertFreed();
            assertThat(first.requests()).isEqualTo(before);
        }
        assertThat(proxy.failing).isEmpty();
        assertThat(proxy.loads.tallies()).isEmpty();
    }

    @Test
    void aRuleThatIsOffCountsNothing() throws Exception {
        proxy.use(setup.snapshot(new Pool(
                TestProxy.UPSTREAM,
                List.of(at(first, 1)),
                Balance.of("round-robin"),
                Transport.DEFAULT,
                Pool.Health.NONE)));
        for (int i = 0; i < IN_A_ROW; i++) {
            get("/");
        }
        assertThat(proxy.failing).isEmpty();
        assertThat(proxy.loads.tallies()).isEmpty();
    }

    @Test
    void oneRequestIsTheTrialAndTheOthersGoElsewhere() throws Exception {
        first.become(connection -> answer(connection, status(200)));
        use(trial(7), at(first, 0), at(second, 1));
        for (int i = 0; i < 10; i++) {
            assertThat(get("/")).isEqualTo(200);
        }

        assertThat(first.requests()).isOne();
        assertThat(second.requests()).isEqualTo(9);
        await().untilAsserted(() -> assertThat(proxy.tried).containsExactly(first.port() + " 7 PASSED status 200"));
        use(trial(8), at(first, 0), at(second, 1));
        assertThat(get("/")).isEqualTo(200);
        assertThat(first.requests()).isEqualTo(2);
    }

    @Test
    void aTrialThatFailsCostsItsRequestNothing() throws Exception {
        setup.retry = Retry.DEFAULT;
        use(trial(7), at(first, 0), at(second, 1));
        assertThat(get("/")).isEqualTo(200);

        assertThat(first.requests()).isOne();
        assertThat(proxy.tried).containsExactly(first.port() + " 7 FAILED status 503");
        assertThat(proxy.failing).isEmpty();
    }

    @Test
    void whatMayNotBeDoneTwiceIsNoTrialAtFirst() throws Exception {
        use(trial(7), at(first, 0), at(second, 1));
        try (RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(first.requests()).isZero();
    }

    @Test
    void aTrialWhoseClientLeavesTellsThat() throws Exception {
        first.become(RawBackend.Connection::waitForEnd);
        use(trial(7), at(first, 0), at(second, 1));
        try (RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
            await().until(() -> first.openConnections() > 0);
            client.reset();
        }
        await().untilAsserted(() -> assertThat(proxy.tried).containsExactly(first.port() + " 7 UNKNOWN client"));
    }

    private DynamicTest failing(String what, RawBackend.Script script) {
        return DynamicTest.dynamicTest(what, () -> {
            proxy.failing.clear();
            first.become(connection -> answer(connection, status(200)));
            get("/");
            first.become(script);
            for (int i = 0; i < IN_A_ROW; i++) {
                try (RawClient client = proxy.client()) {
                    client.get("/");
                }
                proxy.assertFreed();
            }
            assertThat(proxy.failing).hasSize(1);
        });
    }

    private void assertTally(long answered, long failed) {
        List<Tally> tallies = proxy.loads.tallies();
        assertThat(tallies).hasSize(1);
        Tally tally = tallies.get(0);
        assertThat(tally.address()).isEqualTo(TestProxy.address(first.port()));
        assertThat(List.of(tally.answered(), tally.failed())).containsExactly(answered, failed);
        assertThat(proxy.loads.tallies()).as("told once").isEmpty();
    }

    private int get(String path) throws IOException {
        try (RawClient client = proxy.client()) {
            int status = client.get(path).status();
            proxy.assertFreed();
            return status;
        }
    }

    private void use(Pool.Health health, Endpoint... endpoints) {
        proxy.use(setup.snapshot(new Pool(
                TestProxy.UPSTREAM,
                List.of(endpoints),
                Balance.of("round-robin"),
                Transport.DEFAULT,
                new Pool.Health(health.failed(), health.trials(), Set.of(), health.panic(), RULE))));
    }

    private Pool.Health trial(long number) {
        return new Pool.Health(Set.of(), Map.of(TestProxy.address(first.port()), number), Set.of(), false, RULE);
    }

    private static EndpointAddress closed() throws IOException {
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return TestProxy.address(unused.getLocalPort());
        }
    }

    private static Endpoint at(RawBackend backend, int weight) {
        return new Endpoint(TestProxy.address(backend.port()), weight, "");
    }

    /** Each connection is for one request, so that what the backend does next holds from the next one on. */
    private static void answer(RawBackend.Connection connection, String response) throws IOException {
        connection.readRequest();
        connection.send(response);
    }

    private static String status(int code) {
        return "HTTP/1.1 " + code + " It\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    }
}
