package io.quorate.core.control;

import io.quorate.core.control.status.EndpointStatus;
import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Upstream;
import io.quorate.core.routing.Pool;
import io.quorate.core.routing.RouteTable;
import io.quorate.core.routing.Snapshot;
import io.quorate.core.view.Verdict;
import io.quorate.core.view.VerdictState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What requests read, made from what is held of the targets. Only what is outdated is made anew. */
final class Pools {
    private static final Verdict UNCHECKED = new Verdict(VerdictState.UP, "no check", 0, false);

    private final Targets targets;
    private final Panel panel;
    private final Set<String> outdated = new LinkedHashSet<>();
    private Map<String, Watched> watched = Map.of();
    private List<Route> routes = List.of();
    private Snapshot snapshot = new Snapshot(new RouteTable(List.of()), Map.of(), 0);

    Pools(Targets targets, Panel panel) {
        this.targets = targets;
        this.panel = panel;
    }

    /** What is watched by the config of now. */
    Map<String, Watched> watched() {
        return watched;
    }

    void apply(ProxyConfig config, Map<String, Watched> wanted) {
        watched = wanted;
        outdated.addAll(wanted.keySet());
        if (!config.routes().equals(routes)) {
            routes = config.routes();
            snapshot = new Snapshot(new RouteTable(routes), snapshot.pools(), snapshot.viewHash());
        }
    }

    void outdate(Collection<String> upstreams) {
        outdated.addAll(upstreams);
    }

    /** The same object as the last time if nothing changed. */
    Snapshot snapshot() {
        if (!outdated.isEmpty() || snapshot.viewHash() != targets.viewHash()) {
            rebuild();
        }
        return snapshot;
    }

    /** Every upstream with its endpoints, in the order of the config. */
    List<UpstreamStatus> status() {
        return watched.values().stream()
                .map(one -> new UpstreamStatus(one.upstream().name(), endpoints(one)))
                .toList();
    }

    /** A pool that would be equal to the one before stays that one: others hold state about it by identity. */
    private void rebuild() {
        Map<String, Pool> pools = new LinkedHashMap<>(snapshot.pools());
        pools.keySet().retainAll(watched.keySet());
        for (String name : outdated) {
            Optional.ofNullable(watched.get(name))
                    .map(this::pool)
                    .ifPresent(pool -> pools.merge(name, pool, (old, next) -> old.equals(next) ? old : next));
        }
        outdated.clear();
        snapshot = new Snapshot(snapshot.routes(), pools, targets.viewHash());
    }

    private Pool pool(Watched one) {
        Upstream upstream = one.upstream();
        List<Endpoint> endpoints = one.upstream().endpoints();
        boolean[] routable = routable(one);
        List<Endpoint> used = IntStream.range(0, routable.length)
                .filter(place -> routable[place])
                .mapToObj(endpoints::get)
                .toList();
        Set<EndpointAddress> failed = IntStream.range(0, routable.length)
                .filter(place -> !routable[place])
                .mapToObj(place -> endpoints.get(place).address())
                .collect(Collectors.toUnmodifiableSet());
        return new Pool(upstream.name(), used, upstream.balance(), upstream.transport(), failed);
    }

    private List<EndpointStatus> endpoints(Watched one) {
        boolean[] routable = routable(one);
        return IntStream.range(0, routable.length)
                .mapToObj(place -> endpoint(one, place, routable[place]))
                .toList();
    }

    private EndpointStatus endpoint(Watched one, int place, boolean routable) {
        Endpoint endpoint = one.endpoint(place);
        if (!one.isChecked()) {
            return new EndpointStatus(endpoint, UNCHECKED, routable, false, List.of(), List.of());
        }
        Tracked tracked = tracked(one, place);
        return new EndpointStatus(
                endpoint, tracked.verdict(), routable, tracked.isAvoided(), tracked.owners(), panel.votes(tracked));
    }

    /**
     * By place. What this member cannot reach itself it does not use, as long as anything else that takes requests is
     * left, be it a backup.
     */
    private boolean[] routable(Watched one) {
        int size = one.upstream().endpoints().size();
        boolean[] routable = new boolean[size];
        boolean[] reachable = new boolean[size];
        boolean any = false;
        for (int place = 0; place < size; place++) {
            routable[place] = !one.isChecked() || isIn(one, tracked(one, place));
            reachable[place] =
                    routable[place] && !(one.isChecked() && tracked(one, place).isAvoided());
            any |= reachable[place] && one.endpoint(place).weight() > 0;
        }
        return any ? reachable : routable;
    }

    private static boolean isIn(Watched one, Tracked tracked) {
        VerdictState state = tracked.verdict().state();
        boolean initiallyUp = one.upstream().check().initiallyUp();
        return state == VerdictState.UP || (state == VerdictState.PENDING && initiallyUp);
    }

    private Tracked tracked(Watched one, int place) {
        return targets.find(one.targets().get(place)).orElseThrow();
    }
}
