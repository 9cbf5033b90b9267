package io.quorate.app;

import io.prometheus.metrics.core.metrics.Gauge;
import io.quorate.core.model.DrainSettings;
import io.quorate.core.model.text.Spans;
import io.quorate.proxy.ProxyFleet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a member stops taking traffic: once, whoever asks for it and however often. May be used from any thread. */
final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final Base base;
    private final Readiness readiness;
    private final ProxyFleet fleet;
    private final Supplier<DrainSettings> configured;
    private final Gauge draining;
    private @Nullable Begun begun;

    /** One that has begun, with the settings of that moment. */
    private record Begun(DrainSettings settings, Future<Void> done) {}

    /** @param configured the settings that are applied now */
    Drain(Base base, Readiness readiness, ProxyFleet fleet, Supplier<DrainSettings> configured) {
        this.base = base;
        this.readiness = readiness;
        this.fleet = fleet;
        this.configured = configured;
        this.draining = Gauge.builder()
                .name("quorate_draining")
                .help("Whether the member takes no more traffic, because it was told to: 1, else 0")
                .register(base.registry());
    }

    /** How long it takes at most: the one that has begun, or one that begins now. */
    synchronized Duration bound() {
        DrainSettings settings = begun == null ? configured.get() : begun.settings();
        return settings.delay().plus(settings.timeout());
    }

    /** Begins, the first time; completes when nothing runs any more, and never fails. */
    synchronized Future<Void> begin() {
        if (begun == null) {
            DrainSettings settings = settings();
            begun = new Begun(settings, run(settings));
        }
        return begun.done();
    }

    /** A member that nobody was told of need not wait until they know. */
    private DrainSettings settings() {
        DrainSettings settings = configured.get();
        return readiness.reasons().contains(Readiness.LISTENERS)
                ? new DrainSettings(Duration.ZERO, settings.timeout())
                : settings;
    }

    private Future<Void> run(DrainSettings settings) {
        readiness.holdBack(Readiness.DRAINING);
        draining.set(1);
        LOG.info(
                "event=draining member={} delay={} timeout={}",
                base.id(),
                Spans.text(settings.delay()),
                Spans.text(settings.timeout()));
        return noticed(settings.delay())
                .compose(noticed -> fleet.drain(settings.timeout()))
                .onSuccess(cut -> {
                    if (cut == 0) {
                        LOG.info("event=drained member={} cut=0", base.id());
                    } else {
                        LOG.warn(
                                "event=drained member={} cut={} after={}",
                                base.id(),
                                cut,
                                Spans.text(settings.timeout()));
                    }
                })
                .onFailure(cause -> LOG.error("event=drain_failed member={}", base.id(), cause))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /**
     * Done when whoever sends traffic here has had the time to see that it should not any more. A socket that closes resets
     * the connections that its backlog holds, so nobody may be sending any by then.
     */
    private static Future<Void> noticed(Duration delay) {
        Promise<Void> over = Promise.promise();
        // Not a timer of Vert.x: what follows it ends the event loops, the timer's own too.
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                .execute(over::complete);
        return over.future();
    }
}
