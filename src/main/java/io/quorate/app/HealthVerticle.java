package io.quorate.app;

import io.quorate.core.control.Bridge;
import io.quorate.core.control.Controller;
import io.quorate.core.control.Effects;
import io.quorate.core.control.status.Transition;
import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.health.Observation;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.routing.Snapshot;
import io.quorate.probe.ProbeMetrics;
import io.quorate.probe.ProbeRunner;
import io.quorate.probe.ProbeTypes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller and the probe runner on one event loop, with the I/O that the controller does not do itself. */
final class HealthVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HealthVerticle.class);

    /** Changes that come closer together than this are carried out together. */
    private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** How long the first round of probes may hold back the start. */
    private static final long START_BOUND_MILLIS = 5_000;

    /** How long a new config may wait for the first probes of what is new in it. */
    private static final long CHANGE_BOUND_MILLIS = 1_000;

    private final Controller controller;
    private final Current<Snapshot> snapshots;
    private final ProbeMetrics probeMetrics;
    private final HealthMetrics metrics;
    private final List<Promise<Void>> waiting = new ArrayList<>();
    private String configHash = "0";
    private @Nullable ProbeRunner runner;
    private long carriedOutAt = System.nanoTime();
    private boolean scheduled;

    /**
     * What is held at one moment.
     *
     * @param at nanoseconds of the monotonic clock
     */
    record Status(long viewHash, String configHash, List<UpstreamStatus> upstreams, long at) {}

    HealthVerticle(MemberId self, Current<Snapshot> snapshots, ProbeMetrics probeMetrics, HealthMetrics metrics) {
        this.controller = new Controller(self, System.nanoTime());
        this.snapshots = snapshots;
        this.probeMetrics = probeMetrics;
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        runner = new ProbeRunner(vertx, new ProbeTypes(vertx), this::observed, probeMetrics);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        runner().close();
        return Future.succeededFuture();
    }

    /** Applies the first config; completes once a probe of every target has ended, or at the bound. */
    Future<Void> start(ProxyConfig config) {
        return onLoop(() -> put(config, config.hash())).compose(done -> synced(START_BOUND_MILLIS));
    }

    /** Adds what listeners that are about to open will need. */
    Future<Void> prepare(ProxyConfig before, ProxyConfig after) {
        return onLoop(() -> put(Bridge.opening(before, after), before.hash()));
    }

    /** Takes back what was prepared. */
    Future<Void> restore(ProxyConfig before) {
        return onLoop(() -> put(before, before.hash()));
    }

    /**
     * Applies the next config, new endpoints before gone ones; completes once requests read its routes and pools. What
     * is new is waited for so that it takes over when it has been probed, but not beyond the bound.
     */
    Future<Void> change(ProxyConfig before, ProxyConfig after) {
        return onLoop(() -> put(Bridge.between(before, after), before.hash()))
                .compose(done -> synced(CHANGE_BOUND_MILLIS))
                .compose(done -> onLoop(() -> put(after, after.hash())));
    }

    Context eventLoop() {
        return context;
    }

    Future<Status> status() {
        return onLoop(this::currentStatus);
    }

    Future<Void> refreshMetrics() {
        return onLoop(() -> {
            metrics.refresh(currentStatus());
            return null;
        });
    }

    private @Nullable Void put(ProxyConfig config, String hash) {
        controller.onConfig(config, Long.parseUnsignedLong(hash, 16), System.nanoTime());
        configHash = hash;
        carryOut();
        return null;
    }

    private Future<Void> synced(long boundMillis) {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(go -> {
            if (controller.synced()) {
                promise.tryComplete();
            } else {
                waiting.add(promise);
                vertx.setTimer(boundMillis, timer -> promise.tryComplete());
            }
        });
        return promise.future();
    }

    private Status currentStatus() {
        return new Status(snapshots.get().viewHash(), configHash, controller.status(), System.nanoTime());
    }

    private void observed(Observation observation) {
        controller.onObservation(observation);
        if (scheduled) {
            return;
        }
        long since = System.nanoTime() - carriedOutAt;
        if (since >= BATCH_NANOS) {
            carryOut();
        } else {
            scheduled = true;
            vertx.setTimer(1 + TimeUnit.NANOSECONDS.toMillis(BATCH_NANOS - since), timer -> {
                scheduled = false;
                carryOut();
            });
        }
    }

    private void carryOut() {
        carriedOutAt = System.nanoTime();
        Effects effects = controller.take();
        snapshots.set(effects.snapshot());
        runner().stretch(effects.probes().stretch());
        effects.probes().retired().forEach(runner()::retire);
        effects.probes().assigned().forEach(runner()::assign);
        effects.happened().transitions().forEach(this::tell);
        if (controller.synced()) {
            waiting.forEach(Promise::tryComplete);
            waiting.clear();
        }
    }

    private void tell(Transition transition) {
        metrics.count(transition);
        LOG.info(
                "event=verdict upstreams={} address={} from={} to={} reason=\"{}\"",
                String.join(",", transition.upstreams()),
                transition.address(),
                transition.from().word(),
                transition.to().word(),
                transition.reason().replace('"', '\''));
    }

    private ProbeRunner runner() {
        if (runner == null) {
            throw new IllegalStateException("the health verticle is not deployed");
        }
        return runner;
    }

    private <T> Future<T> onLoop(Supplier<T> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(go -> {
            try {
                done.complete(work.get());
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return done.future();
    }
}
