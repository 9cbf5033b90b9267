package io.quorate.proxy;

import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.routing.Pool;
import io.quorate.core.routing.Snapshot;
import io.quorate.proxy.attempt.LivePool;
import io.quorate.proxy.attempt.Reach;
import io.quorate.proxy.http.RequestIds;
import io.quorate.proxy.meter.RouteMeter;
import io.quorate.proxy.timing.Timeouts;
import io.vertx.core.http.HttpClient;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** What the requests on one event loop share. It belongs to that loop. */
final class Loop {
    private final ProxyFleet.Wiring wiring;
    private final HttpClient client;
    private final Timeouts timeouts;
    private final Reach reach;
    private final RequestIds ids;
    private final RouteMeter unrouted;
    private final SplittableRandom random;
    private final Map<String, LivePool> pools = new HashMap<>();

    Loop(ProxyFleet.Wiring wiring, HttpClient client, Timeouts timeouts, Reach reach) {
        this.wiring = wiring;
        this.client = client;
        this.timeouts = timeouts;
        this.reach = reach;
        this.random = new SplittableRandom(ThreadLocalRandom.current().nextLong());
        this.ids = new RequestIds(random.nextLong());
        this.unrouted = wiring.metrics().route("", "");
    }

    Snapshot snapshot() {
        return wiring.snapshots().get();
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
        return wiring.metrics().route(route, upstream);
    }

    /** The pool with this loop's picker, which lives as long as the pool itself does. */
    LivePool live(Pool pool) {
        LivePool live = pools.get(pool.upstream());
        if (live == null || !live.isOf(pool)) {
            live = new LivePool(pool, reach, wiring.metrics().upstream(pool.upstream()), random.nextLong());
            pools.put(pool.upstream(), live);
            Map<String, Pool> current = snapshot().pools();
            pools.keySet().retainAll(current.keySet());
            reach.keepOnly(current.values().stream()
                    .flatMap(one -> one.endpoints().stream())
                    .map(Endpoint::address)
                    .collect(Collectors.toSet()));
        }
        return live;
    }
}
