package io.quorate.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.admin.AdminVerticle;
import io.quorate.admin.Member;
import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.net.ListenAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Keeps the admin API where the config wants it: bound at the new address before it leaves the old one. */
final class AdminHost {
    private final Vertx vertx;
    private final Member member;
    private final PrometheusRegistry registry;
    private volatile @Nullable Bound bound;

    private record Bound(AdminSettings settings, AdminVerticle verticle, String deployment) {}

    /** A move that is prepared: one of the two is to be called. */
    record Move(Runnable commit, Runnable rollback) {}

    AdminHost(Vertx vertx, Member member, PrometheusRegistry registry) {
        this.vertx = vertx;
        this.member = member;
        this.registry = registry;
    }

    Future<Void> start(AdminSettings settings) {
        return bind(settings).map(first -> {
            bound = first;
            return null;
        });
    }

    /** Binds where the settings want it, if that is elsewhere; fails if that cannot be, and nothing has changed then. */
    Future<Move> prepare(AdminSettings settings) {
        Bound before = bound();
        if (settings.address().equals(before.settings().address())) {
            Bound same = new Bound(settings, before.verticle(), before.deployment());
            return Future.succeededFuture(new Move(() -> bound = same, () -> {}));
        }
        return bind(settings)
                .map(next -> new Move(
                        () -> {
                            bound = next;
                            vertx.undeploy(before.deployment());
                        },
                        () -> vertx.undeploy(next.deployment())));
    }

    AdminSettings settings() {
        return bound().settings();
    }

    /** Where the API listens, with the port that was picked if any was good. */
    ListenAddress address() {
        Bound now = bound();
        return new ListenAddress(now.settings().address().host(), now.verticle().port());
    }

    private Bound bound() {
        Bound now = bound;
        if (now == null) {
            throw new IllegalStateException("the admin API is not started");
        }
        return now;
    }

    private Future<Bound> bind(AdminSettings settings) {
        AdminVerticle verticle = new AdminVerticle(settings.address(), member, registry);
        return vertx.deployVerticle(verticle).map(deployment -> new Bound(settings, verticle, deployment));
    }
}
