package io.quorate.proxy.meter;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Upstream;
import io.quorate.core.passive.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;

/**
 * What is under way by upstream and endpoint: shared by all event loops, and kept while snapshots come and go. The
 * counters are striped; a reader gets a sum that is right when nothing moves.
 */
public final class EndpointLoads {
    private final Map<String, Map<EndpointAddress, EndpointLoad>> loads = new ConcurrentHashMap<>();

    /** The load of one endpoint of one upstream; always the same. */
    public EndpointLoad of(String upstream, EndpointAddress endpoint) {
        return loads.computeIfAbsent(upstream, name -> new ConcurrentHashMap<>())
                .computeIfAbsent(endpoint, address -> new EndpointLoad());
    }

    /** Requests in flight to one endpoint for one upstream. */
    public long inFlight(String upstream, EndpointAddress endpoint) {
        EndpointLoad load = loads.getOrDefault(upstream, Map.of()).get(endpoint);
        return load == null ? 0 : load.inFlight().sum();
    }

    /** Forgets what is of none of these upstreams and has nothing in flight. */
    public void keepOnly(List<Upstream> upstreams) {
        Map<String, Set<EndpointAddress>> kept = new HashMap<>();
        upstreams.forEach(upstream -> kept.put(
                upstream.name(),
                upstream.endpoints().stream().map(Endpoint::address).collect(Collectors.toSet())));
        loads.forEach((upstream, counters) -> {
            Set<EndpointAddress> addresses = kept.getOrDefault(upstream, Set.of());
            counters.entrySet()
                    .removeIf(entry -> !addresses.contains(entry.getKey())
                            && entry.getValue().inFlight().sum() == 0);
        });
        loads.entrySet()
                .removeIf(entry ->
                        !kept.containsKey(entry.getKey()) && entry.getValue().isEmpty());
    }

    /** What requests have come to wherever there were some since this was asked last; to be asked by one thread. */
    public List<Tally> tallies() {
        List<Tally> tallies = new ArrayList<>();
        loads.forEach((upstream, endpoints) -> endpoints.forEach((address, load) -> {
            Outcomes outcomes = load.outcomes();
            if (outcomes.haveChanged()) {
                tallies.add(new Tally(upstream, address, outcomes.answered(), outcomes.failed(), outcomes.millis()));
            }
        }));
        return tallies;
    }

    /** Tells of each upstream that ever had a request how many are in flight. */
    public void forEachUpstream(ObjLongConsumer<String> consumer) {
        loads.forEach((upstream, endpoints) -> consumer.accept(
                upstream,
                endpoints.values().stream()
                        .mapToLong(load -> load.inFlight().sum())
                        .sum()));
    }
}
