package io.quorate.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.admin.AdminVerticle;
import io.quorate.admin.Member;
import io.quorate.app.reload.Current;
import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.net.ListenAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the admin API where the config wants it: bound at the new address before it leaves the old one. */
final class AdminHost {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHost.class);

    private final Vertx vertx;
    private final Member member;
    private final PrometheusRegistry registry;
    private volatile @Nullable Bound bound;

    private record Bound(Current<AdminSettings> settings, AdminVerticle verticle, String deployment) {}

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
        if (settings.address().equals(before.settings().get().address())) {
            return Future.succeededFuture(new Move(() -> before.settings().set(settings), () -> {}));
        }
        return bind(settings)
                .map(next -> new Move(
                        () -> {
                            bound = next;
                            close(before);
                        },
                        () -> close(next)));
    }

    /** Where the API listens, as it was told and with the port that was picked. */
    Set<ListenAddress> addresses() {
        return Stream.of(bound().settings().get().address(), address()).collect(Collectors.toSet());
    }

    /** Where the API listens, with the port that was picked if any was good. */
    ListenAddress address() {
        Bound now = bound();
        return new ListenAddress(
                now.settings().get().address().host(), now.verticle().port());
    }

    private Bound bound() {
        Bound now = bound;
        if (now == null) {
            throw new IllegalStateException("the admin API is not started");
        }
        return now;
    }

    private Future<Bound> bind(AdminSettings wanted) {
        Current<AdminSettings> settings = new Current<>(wanted);
        AdminVerticle verticle = new AdminVerticle(wanted.address(), settings::get, member, registry);
        return vertx.deployVerticle(verticle).map(deployment -> new Bound(settings, verticle, deployment));
    }

    private void close(Bound gone) {
        vertx.undeploy(gone.deployment()).onFailure(cause -> LOG.warn("event=admin_close_failed", cause));
    }
}
