package io.quorate.core.routing;

import io.quorate.core.model.text.Expect;
import java.util.Map;

/**
 * The immutable world that a request reads: once, at its start.
 *
 * @param pools by the upstream's name; one for every upstream that a route names
 * @param viewHash of the view behind the pools
 */
public record Snapshot(RouteTable routes, Map<String, Pool> pools, long viewHash) {
    public Snapshot {
        pools = Map.copyOf(pools);
    }

    /**
     * The pool of an upstream that a route of this snapshot names.
     *
     * @throws IllegalArgumentException if no route names it
     */
    public Pool pool(String upstream) {
        Pool pool = pools.get(upstream);
        if (pool == null) {
            throw Expect.refusal("upstream", upstream, "one of " + pools.keySet());
        }
        return pool;
    }
}
