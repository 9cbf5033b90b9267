package io.quorate.proxy.meter;

import io.quorate.core.model.net.EndpointAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/**
 * Requests in flight by upstream and endpoint: shared by all event loops, and kept while snapshots come and go. The
 * counters are striped; a reader gets a sum that is right when nothing moves.
 */
public final class EndpointLoads {
    private final Map<String, Map<EndpointAddress, LongAdder>> loads = new ConcurrentHashMap<>();

    /** The counter of one endpoint of one upstream; always the same. */
    public LongAdder counter(String upstream, EndpointAddress endpoint) {
        return loads.computeIfAbsent(upstream, name -> new ConcurrentHashMap<>())
                .computeIfAbsent(endpoint, address -> new LongAdder());
    }

    /** Requests in flight to one endpoint for one upstream. */
    public long inFlight(String upstream, EndpointAddress endpoint) {
        LongAdder counter = loads.getOrDefault(upstream, Map.of()).get(endpoint);
        return counter == null ? 0 : counter.sum();
    }

    /** Tells of each upstream that ever had a request how many are in flight. */
    public void forEachUpstream(ObjLongConsumer<String> consumer) {
        loads.forEach((upstream, endpoints) -> consumer.accept(
                upstream, endpoints.values().stream().mapToLong(LongAdder::sum).sum()));
    }
}
