package io.quorate.proxy;

import io.quorate.core.routing.Pool;
import io.quorate.core.routing.Snapshot;
import io.quorate.proxy.attempt.LivePool;
import io.quorate.proxy.http.RequestIds;
import io.quorate.proxy.meter.EndpointLoads;
import io.quorate.proxy.meter.ProxyMetrics;
import io.quorate.proxy.meter.RouteMeter;
import io.quorate.proxy.timing.Timeouts;
import io.vertx.core.http.HttpClient;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What the requests on one event loop share. It belongs to that loop. */
final class Loop {
    private final Shared shared;
    private final HttpClient client;
    private final Timeouts timeouts;
    private final RequestIds ids;
    private final RouteMeter unrouted;
    private final SplittableRandom random;
    private final Map<String, LivePool> pools = new HashMap<>();

    /** What all event loops share. */
    record Shared(Supplier<Snapshot> snapshots, EndpointLoads loads, ProxyMetrics metrics) {}

    Loop(Shared shared, HttpClient client, Timeouts timeouts, long seed) {
        this.shared = shared;
        this.client = client;
        this.timeouts = timeouts;
        this.random = new SplittableRandom(seed);
        this.ids = new RequestIds(random.nextLong());
        this.unrouted = shared.metrics().route("", "");
    }

    Snapshot snapshot() {
        return shared.snapshots().get();
    }

    HttpClient client() {
        return client;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    RequestIds ids() {
        return ids;
    }

    /** Counts what belongs to no route. */
    RouteMeter unrouted() {
        return unrouted;
    }

    RouteMeter meter(String route, String upstream) {
        return shared.metrics().route(route, upstream);
    }

    /** The pool with this loop's picker, which lives as long as the pool itself does. */
    LivePool live(Pool pool) {
        LivePool live = pools.get(pool.upstream());
        if (live == null || !live.isOf(pool)) {
            live = new LivePool(pool, shared.loads(), shared.metrics().upstream(pool.upstream()), random.nextLong());
            pools.put(pool.upstream(), live);
            pools.keySet().retainAll(snapshot().pools().keySet());
        }
        return live;
    }
}
