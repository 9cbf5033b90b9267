package io.quorate.app;

import io.quorate.app.health.HealthVerticle;
import io.quorate.app.reload.ConfigRefusedException;
import io.quorate.config.LoadedConfig;
import io.quorate.core.model.Problem;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.proxy.ProxyFleet;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a config is made true in: all of it or none of it. One call at a time. */
final class Parts {
    private final Base base;
    private final HealthVerticle health;
    private final AdminHost admin;
    private final ProxyFleet fleet;
    private volatile ProxyConfig applied;

    Parts(Base base, HealthVerticle health, AdminHost admin, ProxyFleet fleet, ProxyConfig applied) {
        this.base = base;
        this.health = health;
        this.admin = admin;
        this.fleet = fleet;
        this.applied = applied;
    }

    /** Opens the admin API of the first config, or fails with a {@link ConfigRefusedException}. */
    Future<Void> openAdmin(LoadedConfig first) {
        Refusals refusals = new Refusals(base.settings(), first);
        return sound(refusals, Set.of(), Set.of())
                .compose(
                        sound -> admin.start(base.settings().over(first.config().admin()))
                                .recover(cause -> Future.failedFuture(refusals.admin(cause))));
    }

    /** Opens the listeners of the first config, or fails with a {@link ConfigRefusedException}. */
    Future<Void> openListeners(LoadedConfig first) {
        log(first.config());
        return listeners(first.config(), new Refusals(base.settings(), first));
    }

    /** Makes the next config true, or fails with a {@link ConfigRefusedException} and has changed nothing. */
    Future<Void> change(LoadedConfig next) {
        ProxyConfig before = applied;
        ProxyConfig after = next.config();
        Refusals refusals = new Refusals(base.settings(), next);
        Set<ListenAddress> open =
                before.listeners().stream().map(Listener::address).collect(Collectors.toSet());
        return sound(refusals, admin.addresses(), open)
                .compose(sound -> admin.prepare(base.settings().over(after.admin()))
                        .recover(cause -> Future.failedFuture(refusals.admin(cause))))
                .compose(move -> health.prepare(before, after)
                        .compose(prepared -> listeners(after, refusals))
                        .onSuccess(bound -> move.commit().run())
                        .recover(cause -> {
                            move.rollback().run();
                            return health.restore(before).transform(restored -> Future.failedFuture(cause));
                        }))
                .compose(bound -> health.change(before, after))
                .onSuccess(changed -> {
                    applied = after;
                    log(after);
                });
    }

    ProxyConfig applied() {
        return applied;
    }

    /** Whether nothing is known to be in the way. */
    private Future<Void> sound(Refusals refusals, Set<ListenAddress> now, Set<ListenAddress> open) {
        List<Problem> clashes = refusals.clashes(now, open);
        return base.vertx()
                .executeBlocking(refusals::accessLog)
                .compose(misplaced -> clashes.isEmpty() && misplaced.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new ConfigRefusedException(both(clashes, misplaced))));
    }

    private static List<Problem> both(List<Problem> some, List<Problem> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private void log(ProxyConfig config) {
        base.log().use(LogPlace.of(config.accessLog(), base.settings().conf()));
    }

    private Future<Void> listeners(ProxyConfig config, Refusals refusals) {
        return fleet.apply(config.listeners(), config.drain().timeout())
                .recover(cause -> Future.failedFuture(refusals.listener(cause)));
    }
}
