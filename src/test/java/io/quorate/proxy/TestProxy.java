package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.quorate.core.model.listen.Limits;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.listen.ListenerTimeouts;
import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.net.Cidr;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.Hedge;
import io.quorate.core.model.route.Retry;
import io.quorate.core.model.route.Rewrite;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.route.RouteMatch;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.route.UpstreamHost;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.ListenerTls;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.passive.Trial;
import io.quorate.core.passive.TrialEnd;
import io.quorate.core.routing.Pool;
import io.quorate.core.routing.RouteTable;
import io.quorate.core.routing.Snapshot;
import io.quorate.probe.LogWatch;
import io.quorate.proxy.attempt.Witness;
import io.quorate.proxy.listen.Arrivals;
import io.quorate.proxy.log.AccessLog;
import io.quorate.proxy.meter.AttemptResult;
import io.quorate.proxy.meter.EndpointLoads;
import io.quorate.proxy.meter.ProxyMetrics;
import io.quorate.proxy.meter.Slots;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A proxy of one listener, one route and one upstream, for tests to be hard on. */
final class TestProxy implements AutoCloseable {
    /** How long connections of a listener that is gone may go on. */
    static final Duration BOUND = Duration.ofSeconds(30);

    static final String LISTENER = "web";
    static final Retry NEVER_AGAIN = new Retry(0, Set.of(Retry.Cause.CONNECT), Set.of(), 0, 0);
    static final String UPSTREAM = "shop";

    final EndpointLoads loads = new EndpointLoads();
    final PrometheusRegistry registry = new PrometheusRegistry();
    /** Ports and reasons, as they were handed over. */
    final List<String> unreachable = new CopyOnWriteArrayList<>();

    final List<String> failing = new CopyOnWriteArrayList<>();
    final List<String> tried = new CopyOnWriteArrayList<>();
    final AccessLog log = new AccessLog(registry);

    final ProxyFleet fleet;
    final Vertx vertx;
    private final LogWatch printed = new LogWatch();
    private final int[] ports;
    private final Held atRest;
    private TestEndpoint[] conserved = {};
    private volatile Snapshot snapshot;

    private TestProxy(Setup setup, int... ports) {
        this.ports = ports.clone();
        this.vertx = Arrivals.vertx(new VertxOptions());
        this.snapshot = setup.snapshot(ports);
        this.fleet = await(ProxyFleet.deploy(
                vertx,
                setup.loops,
                new ProxyFleet.Wiring(() -> snapshot, loads, new ProxyMetrics(registry, loads), new Told(), log)));
        await(fleet.apply(List.of(setup.listener()), BOUND));
        this.atRest = held();
    }

    /**
     * What a proxy holds for as long as something goes on.
     *
     * @param connections of clients
     * @param inFlight requests
     * @param waiting for a slot
     * @param timeouts that are armed
     * @param buffers outside the heap
     */
    record Held(long connections, long inFlight, int slots, int waiting, int timeouts, int buffers) {
        @Override
        public String toString() {
            return "connections " + connections + ", in flight " + inFlight + ", slots " + slots + ", waiting "
                    + waiting + ", timeouts " + timeouts + ", buffers " + buffers;
        }
    }

    /** Keeps what requests told. */
    private final class Told implements Witness {
        @Override
        public void unreachable(EndpointAddress address, String reason) {
            unreachable.add(address.port() + " " + reason);
        }

        @Override
        public void failing(String upstream, EndpointAddress address, String reason) {
            failing.add(address.port() + " " + reason);
        }

        @Override
        public void tried(Trial trial, TrialEnd end, String reason) {
            tried.add(trial.address().port() + " " + trial.number() + " " + end + " " + reason);
        }
    }

    /** What a test may set; the rest is generous. */
    static final class Setup {
        int loops = 1;
        Protocols protocols = Protocols.DEFAULT;
        ListenerTls tls = ListenerTls.NONE;
        Limits limits = Limits.DEFAULT;
        ListenerTimeouts clientTimeouts = ListenerTimeouts.DEFAULT;
        RouteTimeouts timeouts = RouteTimeouts.DEFAULT;
        List<Cidr> trusted = List.of();
        boolean reportView;
        UpstreamHost host = UpstreamHost.PRESERVE;
        RouteMatch match = RouteMatch.ANY;
        Transport transport = Transport.DEFAULT;
        Retry retry = Retry.DEFAULT;
        Hedge hedge = Hedge.DEFAULT;
        /** Whether all endpoints but the first are backups, so that it is known which is asked first. */
        boolean inOrder;
        /** Instead of the one route for all. */
        List<Route> routes = List.of();

        TestProxy to(int... ports) {
            return new TestProxy(this, ports);
        }

        Listener listener() {
            return new Listener(
                    LISTENER,
                    new ListenAddress("127.0.0.1", 0),
                    protocols,
                    tls,
                    trusted,
                    limits,
                    clientTimeouts,
                    reportView);
        }

        /** One request at a time for each endpoint: what is not given back is missed by the next. */
        Setup oneAtATime(Protocol protocol) {
            transport = new Transport(protocol, EndpointTls.NONE, new Connections(1, 1_024, Duration.ofSeconds(60)));
            return this;
        }

        /** One that is at rest with these, its endpoints, when it is closed; see {@link #assertAtRest}. */
        TestProxy conserving(TestEndpoint... endpoints) {
            TestProxy proxy = new TestProxy(
                    this, Arrays.stream(endpoints).mapToInt(TestEndpoint::port).toArray());
            proxy.conserved = endpoints.clone();
            return proxy;
        }

        TestProxy to(RawBackend backend) {
            return new TestProxy(this, backend.port());
        }

        Snapshot snapshot(int... ports) {
            List<Endpoint> endpoints = new ArrayList<>();
            for (int port : ports) {
                endpoints.add(new Endpoint(address(port), 1, "", inOrder && !endpoints.isEmpty()));
            }
            return snapshot(Pool.of(UPSTREAM, endpoints, "round-robin").over(transport));
        }

        Route route() {
            return Route.plain(
                    "all", List.of(), match, new Forward(UPSTREAM, host, Rewrite.NONE, timeouts, retry, hedge));
        }

        Snapshot snapshot(Pool pool) {
            return new Snapshot(
                    new RouteTable(routes.isEmpty() ? List.of(route()) : routes), Map.of(UPSTREAM, pool), 0x1234);
        }
    }

    static TestProxy proxyTo(RawBackend backend) {
        return new Setup().to(backend);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port(LISTENER);
    }

    int port(String listener) {
        return fleet.address(listener).orElseThrow().port();
    }

    RawClient client() throws IOException {
        return RawClient.to(port());
    }

    void use(Snapshot next) {
        snapshot = next;
    }

    long inFlight() {
        long[] sum = new long[1];
        loads.forEachUpstream((upstream, count) -> sum[0] += count);
        return sum[0];
    }

    /** All metrics, as a scraper gets them. */
    String scraped() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, registry.scrape());
        return text.toString(StandardCharsets.UTF_8);
    }

    /** How many attempts ended in that way. */
    double attempts(String result) {
        return counted("quorate_upstream_attempts", "result", result);
    }

    /** What a counter of the upstream stands at, by a label of its own and that label's value. */
    double counted(String counter, String label, String value) {
        return registry.scrape(name -> name.equals(counter)).stream()
                .flatMap(metric -> metric.getDataPoints().stream())
                .filter(point -> value.equals(point.getLabels().get(label)))
                .mapToDouble(point -> ((CounterSnapshot.CounterDataPointSnapshot) point).getValue())
                .sum();
    }

    /** Nothing has leaked: nothing is in flight, and a good request on a new connection is answered at once. */
    void assertConserved(RawBackend backend) throws IOException {
        backend.recover();
        assertFreed();
        assertAnswers();
        assertFreed();
    }

    /** What was under way is over, and soon nothing is held of any endpoint, and nobody waits for one. */
    void assertFreed() {
        soon("freed").untilAsserted(() -> {
            Held held = held();
            assertThat(held.inFlight + held.slots + held.waiting)
                    .as(held.toString())
                    .isZero();
        });
    }

    /**
     * Nothing is left of whatever was done, once all clients of the test have left: all endpoints answer good requests, and
     * then all that can be counted is what it was at the beginning.
     */
    void assertAtRest() throws IOException {
        TestEndpoint[] endpoints = conserved;
        assertThat(endpoints).as("endpoints to be at rest with").isNotEmpty();
        for (TestEndpoint endpoint : endpoints) {
            endpoint.recover();
        }
        assertAllAnswer();
        assertNothingHeld(endpoints);
        String before = failedAttempts();
        assertAllAnswer();
        assertNothingHeld(endpoints);
        // Not because another stepped in for one that has nothing left to give.
        assertThat(failedAttempts()).isEqualTo(before);
        // Where Vert.x tells of what its handlers, which are ours, have thrown.
        assertThat(printed.complaints())
                .noneMatch(line -> line.contains("ContextImpl") || line.contains("request_failed"));
    }

    /** One request for each endpoint, by turns. */
    private void assertAllAnswer() throws IOException {
        for (int i = 0; i < ports.length; i++) {
            assertAnswers();
        }
    }

    /** The same without a request more; to these endpoints connections may be kept. */
    void assertNothingHeld(TestEndpoint... endpoints) {
        soon("at rest")
                .untilAsserted(() -> assertThat(held(endpoints))
                        .as(() -> "buffers: " + LiveBuffers.described())
                        .isEqualTo(atRest));
    }

    private String failedAttempts() {
        return Arrays.stream(AttemptResult.values())
                .filter(result -> result != AttemptResult.OK)
                .map(result -> result.word() + " " + attempts(result.word()))
                .collect(Collectors.joining(", "));
    }

    /** What is held now; to these endpoints connections may be kept. */
    private Held held(TestEndpoint... endpoints) {
        int slots = 0;
        int waiting = 0;
        for (int port : ports) {
            Slots of = loads.of(UPSTREAM, address(port)).slots();
            slots += of.taken();
            waiting += of.waiters();
        }
        int timed = Arrays.stream(endpoints)
                .mapToInt(TestEndpoint::timedConnections)
                .sum();
        return new Held(connections(), inFlight(), slots, waiting, await(fleet.armed()) - timed, LiveBuffers.count());
    }

    private void assertAnswers() throws IOException {
        try (RawClient good = client()) {
            Reply reply = good.get("/good");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.whole()).isTrue();
        }
    }

    private long connections() {
        return registry.scrape(name -> name.equals("quorate_connections")).stream()
                .flatMap(metric -> metric.getDataPoints().stream())
                .mapToLong(point -> (long) ((GaugeSnapshot.GaugeDataPointSnapshot) point).getValue())
                .sum();
    }

    private static ConditionFactory soon(String what) {
        return Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(5));
    }

    static EndpointAddress address(int port) {
        return new EndpointAddress("127.0.0.1", port);
    }

    @Override
    public void close() throws IOException {
        try {
            if (conserved.length > 0 && fleet.address(LISTENER).isPresent()) {
                assertAtRest();
            } else if (conserved.length > 0) {
                // Drained: it answers nobody any more.
                assertNothingHeld(conserved);
            }
        } finally {
            await(vertx.close().eventually(log::close));
            printed.close();
        }
    }
}
