package io.quorate.app;

import io.quorate.admin.ConfigStatus;
import io.quorate.admin.Member;
import io.quorate.admin.MemberView;
import io.quorate.app.health.HealthVerticle;
import io.quorate.config.ConfigReading;
import io.quorate.config.LoadedConfig;
import io.quorate.core.model.DrainSettings;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.view.MemberCard;
import io.quorate.proxy.DrainingException;
import io.quorate.proxy.ProxyFleet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member that runs: what the admin API asks it, how its config changes, and how it stops. */
public final class RunningMember implements Member {
    private static final Logger LOG = LoggerFactory.getLogger(RunningMember.class);

    /** When a config that could not be applied is tried again. */
    private static final long RETRY_MILLIS = 10_000;

    private final Base base;
    private final HealthVerticle health;
    private final ProxyFleet fleet;
    private final Loops loops;
    private final AdminHost admin;
    private final Parts parts;
    private final Clock clock = Clock.systemUTC();
    private final Instant startedAt = clock.instant();
    private final long startedNanos = System.nanoTime();
    private final Readiness readiness = new Readiness(this::introduce);
    private final Current<ConfigStatus> status;
    private final Reloader reloader;
    private volatile @Nullable Future<Void> drained;

    RunningMember(Base base, HealthVerticle health, ProxyFleet fleet, Loops loops, LoadedConfig loaded) {
        this.base = base;
        this.health = health;
        this.fleet = fleet;
        this.loops = loops;
        this.admin = new AdminHost(base.vertx(), this, base.registry());
        this.parts = new Parts(base, health, admin, fleet, loaded.config());
        this.status = new Current<>(Reloader.applied(loaded, clock.instant()));
        this.reloader = new Reloader(
                this::change,
                new ReloadMetrics(base.registry()),
                status,
                clock,
                retry -> base.vertx().setTimer(RETRY_MILLIS, timer -> retry.run()));
    }

    /** Opens the admin API at once, and the listeners when it is known where traffic may go. */
    Future<Void> open(LoadedConfig loaded) {
        ProxyConfig config = loaded.config();
        return parts.openAdmin(loaded)
                .onSuccess(bound -> readiness.done(Readiness.CONFIG))
                .compose(bound -> health.start(config))
                .onSuccess(synced -> readiness.done(Readiness.VIEW))
                .compose(synced -> parts.openListeners(loaded))
                .onSuccess(bound -> {
                    readiness.done(Readiness.LISTENERS);
                    reloader.started();
                    LOG.info("event=ready member={} admin={} config_hash={}", base.id(), adminAddress(), config.hash());
                })
                .recover(RunningMember::unlessDraining);
    }

    /** Takes a reading of the config directory; completes once it is applied or refused. */
    Future<Void> offer(ConfigReading reading) {
        return reloader.offer(reading);
    }

    /** Where a listener listens, with the port that was picked if any was good; empty if there is no such listener. */
    public Optional<ListenAddress> listener(String name) {
        return fleet.address(name);
    }

    /** Where the admin API listens, with the port that was picked if any was good. */
    public ListenAddress adminAddress() {
        return admin.address();
    }

    /** How long a drain that begins now takes at most. */
    public Duration drainBound() {
        DrainSettings drain = parts.applied().drain();
        return drain.delay().plus(drain.timeout());
    }

    /** Drains, and then ends everything. The others know at once, and take over what this member probes. */
    public Future<Void> stop() {
        readiness.holdBack(Readiness.LEAVING);
        return drained()
                .transform(done -> base.vertx().close())
                .eventually(() -> base.log().close())
                .onSuccess(closed -> LOG.info("event=stopped member={}", base.id()));
    }

    @Override
    public List<String> notReady() {
        return readiness.reasons();
    }

    @Override
    public Future<List<String>> stuckLoops() {
        return loops.stuck();
    }

    @Override
    public Future<MemberView> view() {
        return health.status()
                .map(held -> new MemberView(
                        held.members(),
                        held.upstreams(),
                        held.discoveries(),
                        held.at(),
                        this::wallTime,
                        base.loads()::inFlight));
    }

    @Override
    public ConfigStatus config() {
        return status.get();
    }

    @Override
    public void drain() {
        drained().onFailure(cause -> LOG.error("event=drain_failed member={}", base.id(), cause));
    }

    @Override
    public Future<Void> refreshMetrics() {
        return health.refreshMetrics();
    }

    /** Told to drain while it starts, a member opens no listener; that is as it should be. */
    private static Future<Void> unlessDraining(Throwable cause) {
        return cause instanceof DrainingException ? Future.succeededFuture() : Future.failedFuture(cause);
    }

    /** Begins to drain, the first time. */
    private synchronized Future<Void> drained() {
        Future<Void> begun = drained;
        if (begun == null) {
            readiness.holdBack(Readiness.DRAINING);
            DrainSettings drain = parts.applied().drain();
            LOG.info("event=draining member={} delay={} timeout={}", base.id(), drain.delay(), drain.timeout());
            begun = noticed(drain.delay())
                    .compose(noticed -> fleet.drain(drain.timeout()))
                    .onSuccess(done -> LOG.info("event=drained member={}", base.id()));
            drained = begun;
        }
        return begun;
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

    /** By one pair of readings for the whole run, so that a moment is always told as the same time. */
    private Instant wallTime(long nanos) {
        return startedAt.plusNanos(nanos - startedNanos).truncatedTo(ChronoUnit.MILLIS);
    }

    private Future<Void> change(LoadedConfig loaded) {
        return parts.change(loaded).onSuccess(changed -> introduce());
    }

    private void introduce() {
        health.introduce(this::card);
    }

    private MemberCard card() {
        String zone = parts.applied().cluster().zone();
        return new MemberCard(base.settings().name(), zone, health.address(), adminForOthers(), readiness.state());
    }

    /** An API that listens on all addresses of this machine is found at the one that other members know. */
    private String adminForOthers() {
        ListenAddress address = admin.address();
        String known = health.address();
        return address.isAny() && !known.isEmpty()
                ? new ListenAddress(ListenAddress.parse(known).host(), address.port()).toString()
                : address.toString();
    }
}
