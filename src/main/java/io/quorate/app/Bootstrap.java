package io.quorate.app;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.app.health.HealthVerticle;
import io.quorate.app.reload.ConfigRefusedException;
import io.quorate.app.reload.Current;
import io.quorate.config.ConfigReading;
import io.quorate.config.ConfigWatcher;
import io.quorate.config.LoadedConfig;
import io.quorate.core.model.MemberId;
import io.quorate.core.routing.RouteTable;
import io.quorate.core.routing.Snapshot;
import io.quorate.proxy.ProxyFleet;
import io.quorate.proxy.listen.Arrivals;
import io.quorate.proxy.log.AccessLog;
import io.quorate.proxy.meter.EndpointLoads;
import io.quorate.proxy.meter.ProxyMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Starts a member: config, health, admin API, and traffic last, when it is known where it may go. */
public final class Bootstrap {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private Bootstrap() {}

    /**
     * Starts a member. The future fails with {@link ConfigRefusedException} if its config cannot be served, and with
     * the cause if something else is in the way; nothing keeps running then.
     *
     * @param environment looks up what {@code ${env:NAME}} stands for
     */
    public static Future<RunningMember> start(Settings settings, UnaryOperator<String> environment) {
        return begin(settings, environment).running();
    }

    /** Does the same, and can be told to stop meanwhile. */
    public static Start begin(Settings settings, UnaryOperator<String> environment) {
        Vertx vertx = Arrivals.vertx(options());
        Promise<RunningMember> made = Promise.promise();
        Promise<RunningMember> running = Promise.promise();
        ConfigWatcher watcher = new ConfigWatcher(
                vertx,
                settings.conf(),
                environment,
                reading -> running.future().onSuccess(member -> member.offer(reading)));
        Future<RunningMember> started = watcher.start()
                .compose(Bootstrap::accepted)
                .compose(loaded -> launch(base(vertx, settings), loaded, made))
                .onSuccess(running::complete)
                .recover(cause -> vertx.close().transform(closed -> Future.failedFuture(cause)));
        return new Start(vertx, started.onFailure(made::tryFail), made.future());
    }

    private static Future<LoadedConfig> accepted(ConfigReading reading) {
        return reading instanceof ConfigReading.Accepted accepted
                ? Future.succeededFuture(accepted.config())
                : Future.failedFuture(new ConfigRefusedException(((ConfigReading.Rejected) reading).problems()));
    }

    private static Future<RunningMember> launch(Base base, LoadedConfig loaded, Promise<RunningMember> made) {
        Current<Snapshot> snapshots = new Current<>(new Snapshot(new RouteTable(List.of()), Map.of(), 0));
        HealthVerticle health = new HealthVerticle(
                base.id(), snapshots::set, base.loads(), base.settings().links(), base.registry());
        ProxyMetrics metrics = new ProxyMetrics(base.registry(), base.loads());
        return base.vertx()
                .deployVerticle(health)
                .compose(id -> ProxyFleet.deploy(
                        base.vertx(),
                        CORES,
                        new ProxyFleet.Wiring(snapshots::get, base.loads(), metrics, health.witness(), base.log())))
                .map(fleet -> new RunningMember(base, health, fleet, loops(base, health, fleet), loaded))
                .compose(member -> member.openAdmin(loaded).map(member))
                .onSuccess(made::complete)
                .compose(member -> member.open(loaded).map(member))
                .recover(cause -> base.log().close().transform(closed -> Future.failedFuture(cause)));
    }

    private static Loops loops(Base base, HealthVerticle health, ProxyFleet fleet) {
        Map<String, Context> contexts = new LinkedHashMap<>();
        contexts.put("health", health.eventLoop());
        List<Context> proxies = fleet.contexts();
        for (int i = 0; i < proxies.size(); i++) {
            contexts.put("proxy-" + i, proxies.get(i));
        }
        return new Loops(base.vertx(), contexts, base.registry());
    }

    private static Base base(Vertx vertx, Settings settings) {
        PrometheusRegistry registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        String start = UUID.randomUUID().toString().substring(0, 8);
        MemberId id = new MemberId(settings.name() + "-" + start);
        return new Base(vertx, settings, id, registry, new EndpointLoads(), new AccessLog(registry));
    }

    /** One event loop a core for traffic, and so many more that, as it starts, no other part has to share one. */
    private static VertxOptions options() {
        return new VertxOptions().setEventLoopPoolSize(CORES + 4);
    }
}
