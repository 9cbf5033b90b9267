package io.quorate.core.control;

import io.quorate.core.model.MemberId;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.view.Verdict;
import io.quorate.core.view.VerdictState;
import io.quorate.core.view.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything tracked, by target, with the view's hash kept up to date. */
final class Targets {
    /** What a new config does to the targets. */
    record Difference(Set<TargetId> gone, List<Tracked> changed) {}

    private final MemberId self;
    private final Map<TargetId, Tracked> tracked = new LinkedHashMap<>();
    private final Map<Long, TargetId> byKey = new HashMap<>();
    private final Map<EndpointAddress, Set<TargetId>> byAddress = new HashMap<>();
    private int unsettled;
    private long viewHash;

    Targets(MemberId self) {
        this.self = self;
    }

    /** What must be put so that exactly the targets of these upstreams are tracked; those gone are gone already. */
    Difference apply(Map<String, Watched> before, Collection<Watched> after, long now) {
        Map<TargetId, List<String>> users = new HashMap<>();
        Map<TargetId, CheckSpec> checks = new HashMap<>();
        Map<TargetId, Tracked> wanted = new LinkedHashMap<>();
        for (Watched watched : after) {
            String name = watched.upstream().name();
            for (TargetId target : watched.targets()) {
                users.computeIfAbsent(target, id -> new ArrayList<>()).add(name);
                checks.putIfAbsent(target, watched.upstream().check());
                wanted.computeIfAbsent(target, id -> find(id).orElseGet(() -> fresh(id, watched, before, now)));
            }
        }
        Set<TargetId> gone = new LinkedHashSet<>(tracked.keySet());
        gone.removeAll(wanted.keySet());
        gone.forEach(this::remove);
        List<Tracked> changed = new ArrayList<>();
        wanted.values().forEach(next -> {
            List<String> names = users.getOrDefault(next.target(), List.of());
            CheckSpec check = checks.getOrDefault(next.target(), next.subject().check());
            if (!next.upstreams().equals(names) || !next.subject().check().equals(check)) {
                changed.add(next.usedBy(names, check));
            }
        });
        return new Difference(gone, changed);
    }

    Optional<Tracked> find(TargetId target) {
        return Optional.ofNullable(tracked.get(target));
    }

    /** By {@link TargetId#key}. */
    Optional<Tracked> find(long key) {
        return Optional.ofNullable(byKey.get(key)).flatMap(this::find);
    }

    /** Those of one address; it has as many as there are checks of it. */
    List<Tracked> at(EndpointAddress address) {
        return byAddress.getOrDefault(address, Set.of()).stream()
                .flatMap(target -> find(target).stream())
                .toList();
    }

    List<Tracked> all() {
        return List.copyOf(tracked.values());
    }

    boolean allSettled() {
        return unsettled == 0;
    }

    long viewHash() {
        return viewHash;
    }

    /** Replaces what is held of a target. */
    void put(Tracked next) {
        Tracked before = tracked.put(next.target(), next);
        if (before == null) {
            byKey.put(next.subject().key(), next.target());
            byAddress
                    .computeIfAbsent(next.target().address(), address -> new LinkedHashSet<>())
                    .add(next.target());
        } else {
            discount(before);
        }
        unsettled += next.isSettled() ? 0 : 1;
        viewHash += View.contribution(next.subject().key(), next.verdict().state());
    }

    private Tracked fresh(TargetId target, Watched watched, Map<String, Watched> before, long now) {
        Verdict verdict = Optional.ofNullable(before.get(watched.upstream().name()))
                .flatMap(old -> inherited(target, old, now))
                .orElseGet(() -> Verdict.pending(now));
        return Tracked.fresh(target, watched.upstream().check(), self, verdict);
    }

    /** An endpoint whose check has changed, or that had none, keeps its verdict until the new check has one. */
    private Optional<Verdict> inherited(TargetId target, Watched old, long now) {
        if (old.isChecked()) {
            return find(old.target(target.address())).map(held -> held.verdict().inherited());
        }
        return old.holds(target.address())
                ? Optional.of(new Verdict(VerdictState.UP, "no check", now, true))
                : Optional.empty();
    }

    private void remove(TargetId target) {
        Tracked before = tracked.remove(target);
        if (before != null) {
            discount(before);
            byKey.remove(before.subject().key());
            byAddress.computeIfPresent(target.address(), (address, targets) -> {
                targets.remove(target);
                return targets.isEmpty() ? null : targets;
            });
        }
    }

    private void discount(Tracked before) {
        unsettled -= before.isSettled() ? 0 : 1;
        viewHash -= View.contribution(before.subject().key(), before.verdict().state());
    }
}
