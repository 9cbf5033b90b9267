package io.quorate.proxy.attempt;

import io.quorate.core.model.net.EndpointAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What one event loop waits for, by upstream and endpoint, and how often it may send something again; kept while pools come
 * and go. It belongs to that loop.
 */
public final class Watches {
    private static final long STOOD_STILL_MILLIS = 200;

    private final Map<String, Map<EndpointAddress, Watch>> watches = new HashMap<>();
    private final Map<String, RetryBudget> budgets = new HashMap<>();
    private long lookedAt;

    Watch of(String upstream, EndpointAddress endpoint) {
        return watches.computeIfAbsent(upstream, name -> new HashMap<>())
                .computeIfAbsent(endpoint, address -> new Watch());
    }

    RetryBudget budget(String upstream) {
        return budgets.computeIfAbsent(upstream, name -> new RetryBudget());
    }

    /** Forgets all but those of these upstreams. */
    public void keepOnly(Set<String> upstreams) {
        watches.keySet().retainAll(upstreams);
        budgets.keySet().retainAll(upstreams);
    }

    /** To be called before pools are looked at; if that was long ago, this loop stood still, and nobody was silent. */
    public void awake(long now) {
        if (now - lookedAt > STOOD_STILL_MILLIS) {
            watches.values().forEach(endpoints -> endpoints.values().forEach(watch -> watch.excuse(now)));
        }
        lookedAt = now;
    }
}
