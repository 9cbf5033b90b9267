package io.quorate.core.control;

import io.quorate.core.balance.SlowStart;
import io.quorate.core.control.status.EndpointStatus;
import io.quorate.core.control.status.Panicked;
import io.quorate.core.control.status.Remaining;
import io.quorate.core.control.status.Transition;
import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Passive;
import io.quorate.core.model.upstream.Upstream;
import io.quorate.core.passive.Ejections;
import io.quorate.core.passive.Evidence;
import io.quorate.core.routing.Pool;
import io.quorate.core.routing.RouteTable;
import io.quorate.core.routing.Selection;
import io.quorate.core.routing.Snapshot;
import io.quorate.core.routing.Standing;
import io.quorate.core.view.Verdict;
import io.quorate.core.view.VerdictState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What requests read, made from what is held of the targets. Only what is outdated is made anew. */
final class Pools {
    private static final Verdict UNCHECKED = new Verdict(VerdictState.UP, "no check", 0, false);

    private final Targets targets;
    private final Panel panel;
    private final Ejections ejections;
    private final Set<String> outdated = new LinkedHashSet<>();
    private final Map<String, SlowStart> starts = new HashMap<>();
    private final Map<String, Boolean> panics = new HashMap<>();
    private final List<Panicked> panicked = new ArrayList<>();
    private final List<Turn> turned = new ArrayList<>();
    private Map<String, Watched> watched = Map.of();
    private String zone = "";
    private long now;
    private List<Route> routes = List.of();
    private Snapshot snapshot = new Snapshot(new RouteTable(List.of()), Map.of(), 0);

    Pools(Targets targets, Panel panel, Ejections ejections) {
        this.targets = targets;
        this.panel = panel;
        this.ejections = ejections;
    }

    /** The zone of this member from now on. */
    void inZone(String next) {
        if (!next.equals(zone)) {
            zone = next;
            outdated.addAll(watched.keySet());
        }
    }

    /** What is asked is about that moment from now on. */
    void at(long moment) {
        now = moment;
        starts.forEach((upstream, start) -> {
            if (start.isGoingOn()) {
                outdated.add(upstream);
            }
        });
    }

    /** What is watched by the config of now. */
    Map<String, Watched> watched() {
        return watched;
    }

    void apply(ProxyConfig config, Map<String, Watched> wanted) {
        watched = wanted;
        starts.keySet().retainAll(wanted.keySet());
        panics.keySet().retainAll(wanted.keySet());
        outdated.addAll(wanted.keySet());
        if (!config.routes().equals(routes)) {
            routes = config.routes();
            snapshot = new Snapshot(new RouteTable(routes), snapshot.pools(), snapshot.viewHash());
        }
    }

    /** Takes it that this has changed of a target. */
    void changed(Tracked before, Tracked after) {
        boolean turns = before.verdict().state() != after.verdict().state();
        if (turns) {
            turned.add(new Turn(before.verdict().state(), after));
        }
        if (turns || before.isAvoided() != after.isAvoided()) {
            outdated.addAll(after.upstreams());
        }
    }

    /** The same object as the last time if nothing changed. */
    Snapshot snapshot() {
        outdated.addAll(ejections.outdated());
        if (!outdated.isEmpty() || snapshot.viewHash() != viewHash()) {
            rebuild();
        }
        return snapshot;
    }

    /** Every upstream with its endpoints, in the order of the config. */
    List<UpstreamStatus> status() {
        return watched.values().stream()
                .map(one -> {
                    Selection selection = selection(one);
                    return new UpstreamStatus(one.upstream().name(), selection.panic(), endpoints(one, selection));
                })
                .toList();
    }

    /** The upstreams that have begun or ceased to panic since this was asked last. */
    List<Panicked> panicked() {
        List<Panicked> since = List.copyOf(panicked);
        panicked.clear();
        return since;
    }

    /** The verdicts that have turned since this was asked last, each with what is left now. */
    List<Transition> transitions() {
        Map<String, Remaining> remaining = new HashMap<>();
        List<Transition> since =
                turned.stream().map(turn -> transition(turn, remaining)).toList();
        turned.clear();
        return since;
    }

    /** Of all verdicts and ejections. */
    long viewHash() {
        return targets.viewHash() + ejections.hash();
    }

    /** A pool that would be equal to the one before stays that one: others hold state about it by identity. */
    private void rebuild() {
        Map<String, Pool> pools = new LinkedHashMap<>(snapshot.pools());
        pools.keySet().retainAll(watched.keySet());
        for (String name : List.copyOf(outdated)) {
            Optional.ofNullable(watched.get(name))
                    .map(this::pool)
                    .ifPresent(pool -> pools.merge(name, pool, (old, next) -> old.equals(next) ? old : next));
        }
        outdated.clear();
        snapshot = new Snapshot(snapshot.routes(), pools, viewHash());
    }

    private Pool pool(Watched one) {
        Upstream upstream = one.upstream();
        observe(one);
        Selection selection = selection(one);
        note(upstream.name(), selection.panic());
        Endpoint[] shares = shares(one);
        List<Endpoint> used = new ArrayList<>();
        Set<EndpointAddress> failed = new HashSet<>();
        Map<EndpointAddress, Long> trials = new HashMap<>();
        places(one).forEach(place -> {
            Endpoint endpoint = one.endpoint(place);
            long trial = ejections.trial(upstream.name(), endpoint.address());
            if (selection.used().contains(place)) {
                used.add(shares[place]);
            } else if (trial > 0) {
                used.add(endpoint.weighing(0));
                trials.put(endpoint.address(), trial);
            } else {
                failed.add(endpoint.address());
            }
        });
        Passive passive = upstream.failover().passive();
        Pool.Health health = new Pool.Health(failed, trials, selection.distant(), selection.panic(), passive);
        return new Pool(upstream.name(), used, upstream.balance(), upstream.transport(), health);
    }

    private void note(String upstream, boolean panic) {
        boolean before = panics.getOrDefault(upstream, false);
        panics.put(upstream, panic);
        if (before != panic) {
            panicked.add(new Panicked(upstream, panic));
        }
    }

    /** @param counted what is left of the upstreams that were counted already */
    private Transition transition(Turn turn, Map<String, Remaining> counted) {
        Tracked after = turn.after();
        return new Transition(
                after.target().address(),
                turn.from(),
                after.verdict().state(),
                after.verdict().reason(),
                after.upstreams().stream()
                        .map(name -> counted.computeIfAbsent(name, this::remaining))
                        .toList());
    }

    private Remaining remaining(String upstream) {
        Watched one = watched.get(upstream);
        return Remaining.of(upstream, one == null ? List.of() : standings(one));
    }

    private void observe(Watched one) {
        Map<EndpointAddress, SlowStart.State> states = new LinkedHashMap<>();
        places(one).forEach(place -> {
            Standing standing = standing(one, place);
            SlowStart.State out = standing.known() ? SlowStart.State.OUT : SlowStart.State.UNKNOWN;
            states.put(one.endpoint(place).address(), standing.isIn() ? SlowStart.State.IN : out);
        });
        starts.computeIfAbsent(one.upstream().name(), name -> new SlowStart()).observe(states, now);
    }

    /** The endpoints with what they have of their weights for now; all are multiplied where that makes the shares finer. */
    private Endpoint[] shares(Watched one) {
        SlowStart start = starts.getOrDefault(one.upstream().name(), new SlowStart());
        Duration lasts = one.upstream().failover().slowStart();
        List<Endpoint> endpoints = one.upstream().endpoints();
        int[] steps = endpoints.stream()
                .mapToInt(endpoint -> start.step(endpoint.address(), lasts, now))
                .toArray();
        if (Arrays.stream(steps).allMatch(step -> step == SlowStart.STEPS)) {
            return endpoints.toArray(Endpoint[]::new);
        }
        int most = endpoints.stream().mapToInt(Endpoint::weight).max().orElse(0);
        int finer = most * SlowStart.STEPS <= Endpoint.MAX_WEIGHT ? SlowStart.STEPS : 1;
        return places(one)
                .mapToObj(place -> {
                    Endpoint endpoint = endpoints.get(place);
                    int weight = endpoint.weight() * finer * steps[place] / SlowStart.STEPS;
                    return endpoint.weighing(endpoint.weight() == 0 ? 0 : Math.max(1, weight));
                })
                .toArray(Endpoint[]::new);
    }

    private Selection selection(Watched one) {
        return Selection.of(one.upstream(), standings(one), zone);
    }

    private List<Standing> standings(Watched one) {
        return places(one).mapToObj(place -> standing(one, place)).toList();
    }

    private Standing standing(Watched one, int place) {
        String upstream = one.upstream().name();
        EndpointAddress address = one.endpoint(place).address();
        boolean ejected = ejections.isOut(upstream, address);
        boolean avoided = ejections.isAvoided(upstream, address);
        boolean failing = ejections.isFailing(upstream, address);
        if (!one.isChecked()) {
            return new Standing(true, true, ejected, avoided, failing);
        }
        Tracked tracked = tracked(one, place);
        VerdictState state = tracked.verdict().state();
        boolean pending = state == VerdictState.PENDING;
        boolean up =
                state == VerdictState.UP || (pending && one.upstream().check().initiallyUp());
        return new Standing(!pending || up, up, ejected, avoided || tracked.isAvoided(), failing);
    }

    private List<EndpointStatus> endpoints(Watched one, Selection selection) {
        return places(one)
                .mapToObj(place -> endpoint(one, place, selection.used().contains(place)))
                .toList();
    }

    private EndpointStatus endpoint(Watched one, int place, boolean routable) {
        Endpoint endpoint = one.endpoint(place);
        Evidence evidence = ejections.evidence(one.upstream().name(), endpoint.address());
        Standing standing = standing(one, place);
        if (!one.isChecked()) {
            return new EndpointStatus(endpoint, UNCHECKED, routable, standing, List.of(), List.of(), evidence);
        }
        Tracked tracked = tracked(one, place);
        return new EndpointStatus(
                endpoint, tracked.verdict(), routable, standing, tracked.owners(), panel.votes(tracked), evidence);
    }

    private Tracked tracked(Watched one, int place) {
        return targets.find(one.targets().get(place)).orElseThrow();
    }

    private static IntStream places(Watched one) {
        return IntStream.range(0, one.upstream().endpoints().size());
    }

    /** A verdict that turned. */
    private record Turn(VerdictState from, Tracked after) {}
}
