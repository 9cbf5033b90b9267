package io.quorate.proxy;

import io.quorate.core.routing.Pool;
import io.quorate.core.routing.Snapshot;
import io.quorate.proxy.attempt.LivePool;
import io.quorate.proxy.attempt.Reach;
import io.quorate.proxy.attempt.Watches;
import io.quorate.proxy.client.Desk;
import io.quorate.proxy.client.HttpDate;
import io.quorate.proxy.http.RequestIds;
import io.quorate.proxy.meter.RouteMeter;
import io.quorate.proxy.timing.Timeouts;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** What the requests on one event loop share. It belongs to that loop. */
final class Loop {
    private final ProxyFleet.Wiring wiring;
    private final Desk desk;
    private final Reach reach;
    private final SplittableRandom random;
    private final Map<String, LivePool> pools = new HashMap<>();
    private final Watches watches = new Watches();
    private final OpenLines lines;

    Loop(ProxyFleet.Wiring wiring, Vertx vertx, Timeouts timeouts) {
        this.wiring = wiring;
        this.lines = new OpenLines(vertx, timeouts);
        this.reach = new Reach(wiring.loads(), watches, wiring.witness());
        this.random = new SplittableRandom(ThreadLocalRandom.current().nextLong());
        RequestIds ids = new RequestIds(random.nextLong());
        HttpDate date = new HttpDate(System::currentTimeMillis);
        this.desk = new Desk(
                timeouts,
                ids,
                date,
                wiring.metrics().route("", ""),
                wiring.log().scribe(random));
    }

    Snapshot snapshot() {
        return wiring.snapshots().get();
    }

    Desk desk() {
        return desk;
    }

    Timeouts timeouts() {
        return desk.timeouts();
    }

    RouteMeter meter(String route, String upstream) {
        return wiring.metrics().route(route, upstream);
    }

    /** To be called often: has a look at what is waited for. */
    void look() {
        long now = timeouts().millis();
        watches.awake(now);
        Map<String, Pool> current = snapshot().pools();
        for (String upstream : List.copyOf(pools.keySet())) {
            Pool pool = current.get(upstream);
            if (pool != null) {
                live(pool).look(now);
            }
        }
    }

    /** The pool with this loop's picker, which lives as long as the pool itself does. */
    LivePool live(Pool pool) {
        LivePool live = pools.get(pool.upstream());
        if (live == null || !live.isOf(pool)) {
            Map<String, Pool> current = snapshot().pools();
            pools.keySet().retainAll(current.keySet());
            watches.keepOnly(current.keySet());
            lines.keepOnly(current.values().stream().map(Pool::transport).collect(Collectors.toSet()));
            live = new LivePool(
                    pool,
                    reach,
                    wiring.metrics().upstream(pool.upstream()),
                    lines.to(pool.transport()),
                    random.nextLong());
            pools.put(pool.upstream(), live);
        }
        return live;
    }
}
