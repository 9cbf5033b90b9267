package io.quorate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.quorate.core.health.Observation;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.transport.Pem;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import io.quorate.probe.schedule.Cadence;
import io.quorate.testing.Certificates;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the runner makes of certificates: a metric of theirs, and another probe where ours are renewed. */
class CertificateProbingTest {
    private static final String METRIC = "quorate_probe_certificate_expiry_days";

    private final Certificates authority = Certificates.authority("Test CA");
    private final BlockingQueue<Observation> seen = new LinkedBlockingQueue<>();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final Context loop = vertx.getOrCreateContext();
    private final ProbeRunner runner = start();

    @AfterEach
    void close() {
        Backend.await(vertx.close());
    }

    @Test
    void saysHowManyDaysAreLeftWhileTheTargetIsProbed() throws InterruptedException {
        Backend server = Backend.onHandshake(vertx, authority.server(Tls.HOST), socket -> {});
        Assignment assignment = assignment(server, authority.pem(), List.of("shop", "blog"));

        assign(assignment);
        next();
        assertThat(days()).containsOnlyKeys("shop " + server.address(), "blog " + server.address());
        assertThat(days().values()).allSatisfy(days -> assertThat(days).isBetween(89.9, 90.0));

        assign(assignment(server, authority.pem(), List.of("blog")));
        assertThat(days()).containsOnlyKeys("blog " + server.address());

        onLoop(() -> runner.retire(assignment.target()));
        assertThat(days()).isEmpty();
    }

    @Test
    void saysItOfACertificateThatIsRefusedToo() throws InterruptedException {
        Backend late = Backend.onHandshake(vertx, authority.expired(Tls.HOST), socket -> {});

        assign(assignment(late, authority.pem(), List.of("shop")));

        assertThat(next().outcome()).isInstanceOf(Outcome.Failure.class);
        assertThat(days().get("shop " + late.address())).isBetween(-1.1, -1.0);
    }

    @Test
    void leavesTheSeriesToWhoProbesTheAddressNow() throws InterruptedException {
        Backend server = Backend.onHandshake(vertx, authority.server(Tls.HOST), socket -> {});
        Assignment before = steady(server, Checks.tls(Duration.ofSeconds(8)));
        Assignment after = steady(server, Checks.grpc("", Duration.ofSeconds(8)));
        assign(before);
        next();

        assign(after);
        assertThat(next().target()).isEqualTo(after.target());
        onLoop(() -> runner.retire(before.target()));

        assertThat(days()).containsOnlyKeys("shop " + server.address());
    }

    @Test
    void goesByARenewedAuthorityThoughTheTargetIsTheSame() throws InterruptedException {
        Certificates renewed = Certificates.authority("Renewed CA");
        Backend server = Backend.onHandshake(vertx, renewed.server(Tls.HOST), socket -> {});
        Assignment before = assignment(server, new Pem("ca.pem", authority.pem().text()), List.of("shop"));
        Assignment after = assignment(server, new Pem("ca.pem", renewed.pem().text()), List.of("shop"));
        assertThat(after.target()).isEqualTo(before.target());

        assign(before);
        assertThat(next().outcome()).isInstanceOf(Outcome.Failure.class);
        assign(after);

        Observation last = next();
        // One more may have been under way.
        last = last.outcome() instanceof Outcome.Pass ? last : next();
        assertThat(last.outcome()).as(last.outcome().reason()).isInstanceOf(Outcome.Pass.class);
    }

    private Map<String, Double> days() {
        return registry.scrape().stream()
                .filter(metric -> metric.getMetadata().getName().equals(METRIC))
                .map(MetricSnapshot::getDataPoints)
                .flatMap(List::stream)
                .map(GaugeSnapshot.GaugeDataPointSnapshot.class::cast)
                .collect(Collectors.toMap(
                        point -> point.getLabels().get("upstream") + " "
                                + point.getLabels().get("address"),
                        GaugeSnapshot.GaugeDataPointSnapshot::getValue));
    }

    private Observation next() throws InterruptedException {
        Observation observation = seen.poll(10, TimeUnit.SECONDS);
        assertThat(observation).as("an observation").isNotNull();
        return observation;
    }

    private ProbeRunner start() {
        Promise<ProbeRunner> started = Promise.promise();
        loop.runOnContext(unused -> started.complete(new ProbeRunner(
                vertx,
                new ProbeTypes(vertx),
                seen::add,
                new ProbeMetrics(registry),
                new ProbeRunner.Sources(System::nanoTime, new Cadence(new SplittableRandom(1), 0), nanos -> {}))));
        return Backend.await(started.future());
    }

    private void assign(Assignment assignment) {
        onLoop(() -> runner.assign(assignment));
    }

    private void onLoop(Runnable action) {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(unused -> {
            action.run();
            done.complete();
        });
        Backend.await(done.future());
    }

    private static Assignment assignment(Backend backend, Pem ca, List<String> upstreams) {
        CheckSpec check = Tls.over(Checks.tls(Duration.ofSeconds(8)), Protocol.HTTP1, Tls.trusting(ca));
        return new Assignment(
                Checks.assignment(backend.address(), check, Pace.FAST).target(), check, Pace.FAST, 0, 1, upstreams);
    }

    private Assignment steady(Backend backend, CheckSpec check) {
        CheckSpec secure = Tls.over(check, Protocol.HTTP1, Tls.trusting(authority.pem()));
        return Checks.assignment(backend.address(), secure, Pace.STEADY);
    }
}
