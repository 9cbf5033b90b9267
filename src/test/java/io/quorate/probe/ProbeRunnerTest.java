package io.quorate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.health.Observation;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import io.quorate.probe.schedule.Cadence;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The runner over real connections, on an event loop, with a clock that the test may move. */
class ProbeRunnerTest {
    private final BlockingQueue<Observation> seen = new LinkedBlockingQueue<>();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AtomicLong skipped = new AtomicLong();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final Context loop = vertx.getOrCreateContext();

    @AfterEach
    void close() {
        Backend.await(vertx.close());
    }

    @Test
    void tellsOfEachProbeOnItsOwnEventLoop() throws InterruptedException {
        Backend backend = Backend.answering(vertx, Backend.ok(""));
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        Assignment assignment = assignment(backend, Checks.get(Checks.status()));
        start(observation -> threads.add(Thread.currentThread()), this::movableClock, assignment);
        Promise<Thread> own = Promise.promise();
        loop.runOnContext(unused -> own.complete(Thread.currentThread()));

        Thread expected = Backend.await(own.future());
        assertThat(threads.poll(10, TimeUnit.SECONDS)).isSameAs(expected);
        assertThat(threads.poll(10, TimeUnit.SECONDS)).as("the next one").isSameAs(expected);
    }

    @Test
    void saysWhichTargetPassedAndWhen() throws InterruptedException {
        Backend backend = Backend.answering(vertx, Backend.ok(""));
        Assignment assignment = assignment(backend, Checks.get(Checks.status()));
        start(seen::add, () -> 42, assignment);

        Observation observation = next();
        assertThat(observation.target()).isEqualTo(assignment.target());
        assertThat(observation.outcome()).isInstanceOf(Outcome.Pass.class);
        assertThat(observation.at()).isEqualTo(42);
    }

    @Test
    void callsAProbeOffWhenItsTargetIsRetired() {
        Promise<NetSocket> connected = Promise.promise();
        Backend silent = Backend.onRequest(vertx, connected::tryComplete);
        Assignment assignment = assignment(silent, Checks.get(Checks.status(), Duration.ofHours(1)));
        ProbeRunner runner = start(seen::add, this::movableClock, assignment);
        Backend.await(connected.future());

        onLoop(() -> runner.retire(assignment.target()));

        silent.awaitAllClosed();
        assertThat(seen).isEmpty();
    }

    @Test
    void leavesTheOtherTargetsOfACheckAloneWhenOneIsRetired() throws InterruptedException {
        Promise<NetSocket> asked = Promise.promise();
        Promise<NetSocket> alsoAsked = Promise.promise();
        Backend silent = Backend.onRequest(vertx, asked::tryComplete);
        Backend other = Backend.onRequest(vertx, alsoAsked::tryComplete);
        CheckSpec check = Checks.get(Checks.status(), Duration.ofHours(1));
        ProbeRunner runner = start(seen::add, this::movableClock, assignment(silent, check));
        onLoop(() -> runner.assign(assignment(other, check)));
        Backend.await(asked.future());
        NetSocket kept = Backend.await(alsoAsked.future());

        onLoop(() -> runner.retire(assignment(silent, check).target()));
        silent.awaitAllClosed();
        kept.write(Backend.ok(""));

        assertThat(next().target()).isEqualTo(assignment(other, check).target());
    }

    @Test
    void endsAllProbesWhenItIsClosed() {
        Promise<NetSocket> connected = Promise.promise();
        Backend silent = Backend.onRequest(vertx, connected::tryComplete);
        CheckSpec check = Checks.get(Checks.status(), Duration.ofHours(1));
        ProbeRunner runner = start(seen::add, this::movableClock, assignment(silent, check));
        Backend.await(connected.future());

        onLoop(runner::close);

        silent.awaitAllClosed();
        assertThat(seen).isEmpty();
    }

    @Test
    void blamesTheEndpointForATimeoutWhileThisMemberIsWell() throws InterruptedException {
        Backend silent = Backend.onConnect(vertx, socket -> {});
        AtomicLong steps = new AtomicLong();
        // Five milliseconds each time it is asked: to this clock no tick is ever late, however slow the machine.
        start(
                seen::add,
                () -> steps.addAndGet(5_000_000),
                assignment(silent, Checks.get(Checks.status(), Checks.TIMEOUT)));

        assertThat(next().outcome().reason()).isEqualTo("L7TOUT: no complete answer in 1000 ms");
        silent.awaitAllClosed();
        assertThat(metrics()).contains("quorate_probes_total{result=\"L7TOUT\",upstream=\"shop\"} 1.0");
    }

    @Test
    void blamesNobodyForATimeoutWhileThisMemberWasPaused() throws InterruptedException {
        Promise<NetSocket> connected = Promise.promise();
        Backend silent = Backend.onRequest(vertx, connected::tryComplete);
        Assignment assignment = assignment(silent, Checks.get(Checks.status(), Duration.ofSeconds(60)));
        start(seen::add, this::movableClock, assignment);
        Backend.await(connected.future());

        skipped.set(Duration.ofSeconds(61).toNanos());

        assertThat(next().outcome())
                .isEqualTo(new Outcome.Inconclusive(
                        "this member was paused meanwhile: L7TOUT: no complete answer in 60000 ms"));
        assertThat(metrics()).contains("quorate_probes_total{result=\"inconclusive\",upstream=\"shop\"} 1.0");
    }

    @Test
    void doesNotExcuseATimeoutByAPauseBeforeTheProbe() throws InterruptedException {
        Backend silent = Backend.onConnect(vertx, socket -> {});
        Backend well = Backend.answering(vertx, Backend.ok(""));
        Assignment other = assignment(well, Checks.get(Checks.status(), Duration.ofHours(1)));
        LongSupplier steady = () -> skipped.addAndGet(5_000_000);
        ProbeRunner runner = start(seen::add, steady, other);
        Assignment late = assignment(silent, Checks.get(Checks.status(), Checks.TIMEOUT));
        onLoop(() -> {
            skipped.addAndGet(Duration.ofMinutes(1).toNanos());
            runner.assign(late);
        });

        Observation observation = next();
        while (!observation.target().equals(late.target())) {
            observation = next();
        }
        assertThat(observation.outcome().reason()).isEqualTo("L7TOUT: no complete answer in 1000 ms");
    }

    @Test
    void believesAPassAlsoAfterAPause() throws InterruptedException {
        Promise<NetSocket> asked = Promise.promise();
        Backend slow = Backend.onRequest(vertx, asked::tryComplete);
        Assignment assignment = assignment(slow, Checks.get(Checks.status(), Duration.ofSeconds(60)));
        start(seen::add, this::movableClock, assignment);
        NetSocket socket = Backend.await(asked.future());

        skipped.set(Duration.ofSeconds(30).toNanos());
        socket.write(Backend.ok(""));

        assertThat(next().outcome()).isInstanceOf(Outcome.Pass.class);
    }

    @Test
    void countsAProbeForEachUpstreamThatUsesTheTarget() throws InterruptedException {
        Backend backend = Backend.answering(vertx, Backend.ok(""));
        Assignment one = assignment(backend, Checks.get(Checks.status()));
        Assignment two = new Assignment(one.target(), one.check(), Pace.STEADY, 0, 1, List.of("shop", "blog"));
        start(seen::add, () -> 42, two);
        next();

        assertThat(metrics())
                .contains("quorate_probes_total{result=\"pass\",upstream=\"shop\"} 1.0")
                .contains("quorate_probes_total{result=\"pass\",upstream=\"blog\"} 1.0")
                .contains("quorate_probe_seconds_count 1")
                .contains("quorate_probe_lateness_seconds_count 1");
    }

    private long movableClock() {
        return System.nanoTime() + skipped.get();
    }

    private Observation next() throws InterruptedException {
        Observation observation = seen.poll(10, TimeUnit.SECONDS);
        assertThat(observation).as("an observation").isNotNull();
        return observation;
    }

    private ProbeRunner start(Consumer<Observation> sink, LongSupplier clock, Assignment assignment) {
        Promise<ProbeRunner> started = Promise.promise();
        loop.runOnContext(unused -> {
            ProbeRunner runner = new ProbeRunner(
                    vertx,
                    new ProbeTypes(vertx),
                    sink,
                    new ProbeMetrics(registry),
                    new ProbeRunner.Sources(clock, new Cadence(new SplittableRandom(1), 0), nanos -> {}));
            runner.assign(assignment);
            started.complete(runner);
        });
        return Backend.await(started.future());
    }

    private void onLoop(Runnable action) {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(unused -> {
            action.run();
            done.complete();
        });
        Backend.await(done.future());
    }

    private String metrics() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            ExpositionFormats.init().getPrometheusTextFormatWriter().write(text, registry.scrape());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static Assignment assignment(Backend backend, CheckSpec check) {
        return Checks.assignment(backend.address(), check, Pace.FAST);
    }
}
