package io.quorate.app;

import io.quorate.config.LoadedConfig;
import io.quorate.core.model.Listener;
import io.quorate.core.model.Problem;
import io.quorate.core.model.ProxyConfig;
import io.quorate.proxy.ListenerBindException;
import io.quorate.proxy.ProxyFleet;
import io.vertx.core.Future;
import java.util.List;

/** What a config is made true in: all of it or none of it. */
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

    /** Binds the listeners of a config; a listener that cannot be bound is a problem of the config. */
    static Future<Void> bind(ProxyFleet fleet, LoadedConfig loaded) {
        return fleet.apply(loaded.config().listeners())
                .recover(cause ->
                        Future.failedFuture(cause instanceof ListenerBindException e ? refused(loaded, e) : cause));
    }

    /** Makes the next config true, or fails with a {@link ConfigRefusedException} and has changed nothing. */
    Future<Void> change(LoadedConfig next) {
        ProxyConfig config = next.config();
        return prepareAdmin(next)
                .compose(move -> bind(fleet, next)
                        .onSuccess(bound -> move.commit().run())
                        .onFailure(cause -> move.rollback().run()))
                .compose(bound -> health.change(applied, config))
                .onSuccess(changed -> {
                    applied = config;
                    base.loads().keepOnly(config.upstreams());
                });
    }

    ProxyConfig applied() {
        return applied;
    }

    /** What an address of the admin API that cannot be bound is a problem of. */
    static ConfigRefusedException adminRefused(Settings settings, LoadedConfig loaded, Throwable cause) {
        String given = settings.admin().isEmpty() ? "" : " (given by --admin)";
        String address = settings.over(loaded.config().admin()).address() + given;
        Problem problem = loaded.problemAt("admin.address", address + " cannot be bound: " + cause.getMessage());
        return new ConfigRefusedException(List.of(problem));
    }

    private Future<AdminHost.Move> prepareAdmin(LoadedConfig next) {
        return admin.prepare(base.settings().over(next.config().admin()))
                .recover(cause -> Future.failedFuture(adminRefused(base.settings(), next, cause)));
    }

    private static String reason(ListenerBindException refused) {
        Throwable cause = refused.getCause();
        return String.valueOf(cause == null ? refused.getMessage() : cause.getMessage());
    }

    private static ConfigRefusedException refused(LoadedConfig loaded, ListenerBindException cause) {
        List<String> names =
                loaded.config().listeners().stream().map(Listener::name).toList();
        String path = "listeners[" + names.indexOf(cause.listener()) + "].address";
        Problem problem = loaded.problemAt(path, "cannot be bound: " + reason(cause));
        return new ConfigRefusedException(List.of(problem));
    }
}
