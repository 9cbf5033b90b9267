package io.quorate.core.control;

import io.quorate.core.health.Observation;
import io.quorate.core.model.Endpoint;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.Route;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.Upstream;
import io.quorate.core.plan.Assignment;
import io.quorate.core.routing.Pool;
import io.quorate.core.routing.RouteTable;
import io.quorate.core.routing.Snapshot;
import io.quorate.core.view.Verdict;
import io.quorate.core.view.VerdictState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The one writer of all health state. Confined to one thread; inputs are calls, outputs are what {@link #take} gives.
 * All times are nanoseconds of one monotonic clock.
 */
public final class Controller {
    private static final Verdict UNCHECKED = new Verdict(VerdictState.UP, "no check", 0, false);

    private final Targets targets;
    private final Map<TargetId, Assignment> assigned = new LinkedHashMap<>();
    private final Set<TargetId> retired = new LinkedHashSet<>();
    private final List<Transition> transitions = new ArrayList<>();
    private final Set<String> outdated = new LinkedHashSet<>();
    private Map<String, Watched> watched = Map.of();
    private List<Route> routes = List.of();
    private Snapshot snapshot = new Snapshot(new RouteTable(List.of()), Map.of(), 0);

    public Controller(MemberId self) {
        this.targets = new Targets(self);
    }

    /** Applies a config as a difference: what it keeps keeps its votes, verdicts and pools. */
    public void onConfig(ProxyConfig config, long now) {
        Map<String, Watched> wanted = new LinkedHashMap<>();
        config.upstreams().forEach(upstream -> wanted.put(upstream.name(), Watched.of(upstream)));
        Targets.Difference difference = targets.apply(watched, wanted.values(), now);
        watched = wanted;
        difference.gone().forEach(target -> {
            assigned.remove(target);
            retired.add(target);
        });
        difference.changed().forEach(tracked -> {
            retired.remove(tracked.target());
            assigned.put(tracked.target(), tracked.assignment());
        });
        RouteTable table = config.routes().equals(routes) ? snapshot.routes() : new RouteTable(config.routes());
        routes = config.routes();
        outdated.addAll(wanted.keySet());
        rebuild(table);
    }

    /** Takes what a probe saw; ignored if its target is no longer there. */
    public void onObservation(Observation observation) {
        targets.find(observation.target())
                .ifPresent(before -> targets.observe(observation).ifPresent(after -> note(before, after)));
    }

    /** What is wanted now. Each change in it is given once; whoever asks carries it out. */
    public Effects take() {
        if (!outdated.isEmpty()) {
            rebuild(snapshot.routes());
        }
        Effects effects =
                new Effects(snapshot, List.copyOf(assigned.values()), List.copyOf(retired), List.copyOf(transitions));
        assigned.clear();
        retired.clear();
        transitions.clear();
        return effects;
    }

    /** Whether a probe of every target has ended, whatever it saw. */
    public boolean synced() {
        return targets.allSeen();
    }

    /** Every upstream with its endpoints, in the order of the config. */
    public List<UpstreamStatus> status() {
        return watched.values().stream()
                .map(one -> new UpstreamStatus(one.upstream().name(), endpoints(one)))
                .toList();
    }

    private void note(Tracked before, Tracked after) {
        if (!after.assignment().equals(before.assignment())) {
            assigned.put(after.target(), after.assignment());
        }
        VerdictState from = before.verdict().state();
        VerdictState to = after.verdict().state();
        if (from != to) {
            outdated.addAll(after.upstreams());
            String reason = after.verdict().reason();
            transitions.add(new Transition(after.target().address(), after.upstreams(), from, to, reason));
        }
    }

    /** A pool that would be equal to the one before stays that one: others hold state about it by identity. */
    private void rebuild(RouteTable table) {
        Map<String, Pool> pools = new LinkedHashMap<>(snapshot.pools());
        pools.keySet().retainAll(watched.keySet());
        for (String name : outdated) {
            Optional.ofNullable(watched.get(name))
                    .map(this::pool)
                    .ifPresent(pool -> pools.merge(name, pool, (old, next) -> old.equals(next) ? old : next));
        }
        outdated.clear();
        snapshot = new Snapshot(table, pools, targets.viewHash());
    }

    private Pool pool(Watched one) {
        Upstream upstream = one.upstream();
        List<Endpoint> routable = endpoints(one).stream()
                .filter(EndpointStatus::routable)
                .map(EndpointStatus::endpoint)
                .toList();
        return Pool.of(upstream.name(), routable, upstream.balance());
    }

    private List<EndpointStatus> endpoints(Watched one) {
        if (!one.isChecked()) {
            return one.upstream().endpoints().stream()
                    .map(endpoint -> new EndpointStatus(endpoint, UNCHECKED, true, List.of()))
                    .toList();
        }
        return IntStream.range(0, one.targets().size())
                .mapToObj(place -> endpoint(one, place))
                .toList();
    }

    private EndpointStatus endpoint(Watched one, int place) {
        Tracked tracked = targets.find(one.targets().get(place)).orElseThrow();
        VerdictState state = tracked.verdict().state();
        boolean initiallyUp = one.upstream().check().initiallyUp();
        boolean routable = state == VerdictState.UP || (state == VerdictState.PENDING && initiallyUp);
        return new EndpointStatus(one.endpoint(place), tracked.verdict(), routable, List.of(tracked.vote()));
    }
}
