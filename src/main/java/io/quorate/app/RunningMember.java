package io.quorate.app;

import io.quorate.admin.ConfigStatus;
import io.quorate.admin.Member;
import io.quorate.admin.MemberView;
import io.quorate.app.health.HealthVerticle;
import io.quorate.app.reload.Current;
import io.quorate.app.reload.ReloadMetrics;
import io.quorate.app.reload.Reloader;
import io.quorate.config.ConfigReading;
import io.quorate.config.LoadedConfig;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.view.MemberCard;
import io.quorate.proxy.DrainingException;
import io.quorate.proxy.ProxyFleet;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
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
    private final Drain drain;
    private @Nullable Future<Void> stopped;

    RunningMember(Base base, HealthVerticle health, ProxyFleet fleet, Loops loops, LoadedConfig loaded) {
        this.base = base;
        this.health = health;
        this.fleet = fleet;
        this.loops = loops;
        this.admin = new AdminHost(base.vertx(), this, base.registry());
        this.parts = new Parts(base, health, admin, fleet, loaded.config());
        this.drain = new Drain(base, readiness, fleet, () -> parts.applied().drain());
        this.status = new Current<>(Reloader.applied(loaded, clock.instant()));
        this.reloader = new Reloader(
                this::change,
                new ReloadMetrics(base.registry()),
                status,
                clock,
                retry -> base.vertx().setTimer(RETRY_MILLIS, timer -> retry.run()));
    }

    /** Opens the admin API, which is there before all else. */
    Future<Void> openAdmin(LoadedConfig loaded) {
        return parts.openAdmin(loaded).onSuccess(bound -> readiness.done(Readiness.CONFIG));
    }

    /** Opens the listeners when it is known where traffic may go. */
    Future<Void> open(LoadedConfig loaded) {
        ProxyConfig config = loaded.config();
        return health.start(config)
                .onSuccess(synced -> readiness.done(Readiness.VIEW))
                .compose(synced -> parts.openListeners(loaded))
                .onSuccess(bound -> {
                    readiness.done(Readiness.LISTENERS);
                    reloader.started(loaded);
                })
                .compose(bound -> readyWhenFound())
                .recover(RunningMember::unlessDraining);
    }

    /** Done at once: who has found all endpoints is ready then, and who has not will be. */
    private Future<Void> readyWhenFound() {
        Future<Void> ready = health.found().onSuccess(found -> {
            readiness.done(Readiness.DISCOVERY);
            ConfigStatus config = status.get();
            LOG.info(
                    "event=ready member={} admin={} config_hash={} content={}",
                    base.id(),
                    adminAddress(),
                    config.hash(),
                    config.contentHash());
        });
        // What is found already is told before the status that is asked for after it.
        return health.status().compose(held -> ready.isComplete() ? ready : Future.succeededFuture());
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

    /** How long a drain takes at most: the one that has begun, or one that begins now. */
    public Duration drainBound() {
        return drain.bound();
    }

    /**
     * Drains, and then ends everything. The others are told that it leaves when the drain is over, since it observes until
     * then, and take over what it probes.
     */
    public synchronized Future<Void> stop() {
        if (stopped == null) {
            stopped = drain.begin()
                    .onSuccess(drained -> {
                        LOG.info("event=leaving member={}", base.id());
                        readiness.holdBack(Readiness.LEAVING);
                    })
                    .compose(drained -> reloader.end())
                    .transform(done -> base.vertx().close())
                    .eventually(() -> base.log().close())
                    .onSuccess(closed -> LOG.info("event=stopped member={}", base.id()));
        }
        return stopped;
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
        Future<Void> unused = drain.begin();
    }

    @Override
    public Future<Void> refreshMetrics() {
        return health.refreshMetrics();
    }

    /** Told to drain while it starts, a member opens no listener; that is as it should be. */
    private static Future<Void> unlessDraining(Throwable cause) {
        return cause instanceof DrainingException ? Future.succeededFuture() : Future.failedFuture(cause);
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
