package io.quorate.app.health;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.cluster.ClusterLink;
import io.quorate.core.control.Controller;
import io.quorate.core.control.Effects;
import io.quorate.core.health.Observation;
import io.quorate.core.model.Bridge;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.routing.Snapshot;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.Message;
import io.quorate.probe.ProbeMetrics;
import io.quorate.probe.ProbeRunner;
import io.quorate.probe.ProbeTypes;
import io.quorate.proxy.attempt.Witness;
import io.quorate.proxy.meter.EndpointLoads;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The controller, the probe runner and the link to other members on one event loop, with the I/O that the controller does
 * not do itself.
 */
public final class HealthVerticle extends VerticleBase {
    /** How long the first round of probes may hold back the start. */
    private static final long START_BOUND_MILLIS = 5_000;
    /** How long it may be held back because nobody says where endpoints are, and how long it is not ready then. */
    private static final long DISCOVERY_BOUND_MILLIS = 10_000;

    private static final long READY_BOUND_MILLIS = 300_000;
    /** How long a new config may wait for the first probes of what is new in it. */
    private static final long CHANGE_BOUND_MILLIS = 1_000;

    private static final long TICK_MILLIS = 100;

    private final MemberId self;
    private final Controller controller;
    private final Consumer<Snapshot> snapshots;
    private final Links links;
    private final PrometheusRegistry registry;
    private final HealthMetrics metrics;
    private final Journal journal;
    private final Waits waits = new Waits();
    private final EndpointLoads loads;
    private final Batch batch = new Batch(this::carryOut);
    private @Nullable ProbeRunner runner;
    private @Nullable ClusterLink link;
    private @Nullable Discoveries discoveries;
    private @Nullable ProxyConfig declared;
    private long generation;

    /**
     * Health that nobody has asked for yet.
     *
     * @param snapshots given what requests are to read, each time that it changes
     * @param loads asked what requests have come to since the last time, and told which endpoints there are
     */
    public HealthVerticle(
            MemberId self,
            Consumer<Snapshot> snapshots,
            EndpointLoads loads,
            Links links,
            PrometheusRegistry registry) {
        this.self = self;
        this.controller = new Controller(self, System.nanoTime());
        this.snapshots = snapshots;
        this.loads = loads;
        this.links = links;
        this.registry = registry;
        this.metrics = new HealthMetrics(registry);
        this.journal = new Journal(metrics);
    }

    @Override
    public Future<?> start() {
        runner = new ProbeRunner(vertx, new ProbeTypes(vertx), this::observed, new ProbeMetrics(registry));
        link = links.link(vertx, self, registry);
        discoveries = new Discoveries(new AnyFinders(vertx), this::found, new DiscoveryJournal(registry));
        vertx.setPeriodic(TICK_MILLIS, tick -> {
            long now = System.nanoTime();
            controller.onTallies(loads.tallies(), now);
            controller.onTick(now);
            relieve(now);
            batch.run();
        });
        return Future.succeededFuture();
    }

    /** Leaves the cluster, and probes no more. */
    @Override
    public Future<?> stop() {
        discoveries().close();
        return link().close().onComplete(left -> runner().close());
    }

    /**
     * Applies the first config and joins the cluster; completes once endpoints are found, whoever probes a target has
     * tried it and all is held that others hold, or at the bounds. Fails only if it can never join, with a message for users.
     */
    public Future<Void> start(ProxyConfig config) {
        return onLoop(() -> put(config, config.hash()))
                .compose(done -> join())
                .compose(joined -> met(discoveries()::areKnown, DISCOVERY_BOUND_MILLIS))
                .compose(found -> met(this::isSynced, START_BOUND_MILLIS));
    }

    /** Done when it is known where all endpoints are, or after five minutes in which nobody could be asked. */
    public Future<Void> found() {
        return met(discoveries()::areKnown, READY_BOUND_MILLIS);
    }

    /**
     * Tells the others how this member stands. The card is made on the event loop, so that the last one told is the
     * latest.
     */
    public void introduce(Supplier<MemberCard> card) {
        context.runOnContext(go -> {
            controller.onSelf(card.get(), System.nanoTime());
            batch.run();
        });
    }

    /** Where other members find this one, {@code host:port}; empty for a member on its own. */
    public String address() {
        return link().address();
    }

    /** Who is to be told what requests see. Once this is deployed. */
    public Witness witness() {
        return new Handover(context, controller, this::changed);
    }

    /** Adds what listeners that are about to open will need. */
    public Future<Void> prepare(ProxyConfig before, ProxyConfig after) {
        return onLoop(() -> put(Bridge.opening(before, after), before.hash()));
    }

    /** Takes back what was prepared. */
    public Future<Void> restore(ProxyConfig before) {
        return onLoop(() -> put(before, before.hash()));
    }

    /**
     * Applies the next config, new endpoints before gone ones; completes once requests read its routes and pools. What
     * is new is waited for so that it takes over when it has been probed, but not beyond the bound.
     */
    public Future<Void> change(ProxyConfig before, ProxyConfig after) {
        // Of the next generation already: who probes what is new in it is decided among those that know it.
        return onLoop(() -> put(Bridge.between(before, after), after.hash()))
                .compose(done -> met(this::isSynced, CHANGE_BOUND_MILLIS))
                .compose(done -> onLoop(() -> put(after, after.hash())));
    }

    /** Where all of this runs. */
    public Context eventLoop() {
        return context;
    }

    /** What is held now. */
    public Future<HealthStatus> status() {
        return onLoop(this::currentStatus);
    }

    /** Brings the metrics that tell a state up to date. */
    public Future<Void> refreshMetrics() {
        return onLoop(() -> {
            metrics.refresh(currentStatus());
            return null;
        });
    }

    private @Nullable Void put(ProxyConfig config, String hash) {
        declared = config;
        generation = Long.parseUnsignedLong(hash, 16);
        discoveries().want(config.upstreams());
        apply(config);
        return null;
    }

    private void apply(ProxyConfig config) {
        ProxyConfig joined = discoveries().joined(config);
        controller.onConfig(joined, generation, System.nanoTime());
        batch.run();
        loads.keepOnly(joined.upstreams());
    }

    /** New endpoints are there at once, those that are gone go when they may. */
    private void found(String upstream) {
        if (declared != null) {
            apply(declared);
            relieve(System.nanoTime());
        }
    }

    private void relieve(long now) {
        if (declared != null && discoveries().areLeaving() && discoveries().relieve(controller.status(), now)) {
            apply(declared);
        }
    }

    private boolean isSynced() {
        return controller.synced() && discoveries().areTried();
    }

    private Future<Void> met(BooleanSupplier condition, long boundMillis) {
        return waits.until(condition, boundMillis, context);
    }

    private Future<Void> join() {
        return Future.future(
                joined -> context.runOnContext(go -> link().start(new Heard()).onComplete(joined)));
    }

    /** What was decided is made true first, so that what is told is what requests go by. */
    private HealthStatus currentStatus() {
        batch.run();
        long now = System.nanoTime();
        return new HealthStatus(
                controller.members(now), controller.status(), discoveries().status(), now);
    }

    private void observed(Observation observation) {
        controller.onObservation(observation);
        changed();
    }

    private void changed() {
        batch.ask(vertx);
    }

    private void carryOut() {
        Effects effects = controller.take();
        snapshots.accept(effects.snapshot());
        runner().stretch(effects.probes().stretch());
        effects.probes().retired().forEach(runner()::retire);
        effects.probes().assigned().forEach(runner()::assign);
        effects.told().all().forEach(link()::publish);
        effects.told().one().forEach(directed -> link().send(directed.to(), directed.message()));
        journal.tell(effects.happened());
        waits.look();
    }

    private ProbeRunner runner() {
        if (runner == null) {
            throw new IllegalStateException("the health verticle is not deployed");
        }
        return runner;
    }

    private Discoveries discoveries() {
        if (discoveries == null) {
            throw new IllegalStateException("the health verticle is not deployed");
        }
        return discoveries;
    }

    private ClusterLink link() {
        if (link == null) {
            throw new IllegalStateException("the health verticle is not deployed");
        }
        return link;
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

    /** What comes from the others. */
    private final class Heard implements ClusterLink.Listener {
        @Override
        public void heard(Message message) {
            controller.onMessage(message, System.nanoTime());
            changed();
        }

        @Override
        public void peers(Set<MemberId> peers) {
            controller.onMembers(peers, System.nanoTime());
            changed();
        }
    }
}
