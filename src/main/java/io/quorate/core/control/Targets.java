package io.quorate.core.control;

import io.quorate.core.health.Observation;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.TargetId;
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
    private final Map<TargetId, Tracked> tracked = new HashMap<>();
    private int unseen;
    private long viewHash;

    Targets(MemberId self) {
        this.self = self;
    }

    /** Tracks exactly the targets of these upstreams; those that stay keep all that is held of them. */
    Difference apply(Map<String, Watched> before, Collection<Watched> after, long now) {
        Map<TargetId, List<String>> users = new HashMap<>();
        Map<TargetId, Tracked> wanted = new LinkedHashMap<>();
        for (Watched watched : after) {
            String name = watched.upstream().name();
            for (TargetId target : watched.targets()) {
                users.computeIfAbsent(target, id -> new ArrayList<>()).add(name);
                wanted.computeIfAbsent(target, id -> find(id).orElseGet(() -> fresh(id, watched, before, now)));
            }
        }
        Set<TargetId> gone = new LinkedHashSet<>(tracked.keySet());
        gone.removeAll(wanted.keySet());
        gone.forEach(this::remove);
        List<Tracked> changed = new ArrayList<>();
        wanted.values().forEach(next -> {
            List<String> names = users.getOrDefault(next.target(), List.of());
            if (!next.upstreams().equals(names)) {
                changed.add(next.usedBy(names));
            }
        });
        changed.forEach(this::put);
        return new Difference(gone, changed);
    }

    Optional<Tracked> find(TargetId target) {
        return Optional.ofNullable(tracked.get(target));
    }

    /** What is held after the observation; empty if the target is not tracked. */
    Optional<Tracked> observe(Observation observation) {
        Optional<Tracked> after = find(observation.target()).map(before -> before.after(observation));
        after.ifPresent(this::put);
        return after;
    }

    boolean allSeen() {
        return unseen == 0;
    }

    long viewHash() {
        return viewHash;
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

    private void put(Tracked next) {
        remove(next.target());
        tracked.put(next.target(), next);
        unseen += next.seen() ? 0 : 1;
        viewHash += View.contribution(next.target(), next.verdict().state());
    }

    private void remove(TargetId target) {
        Tracked before = tracked.remove(target);
        if (before != null) {
            unseen -= before.seen() ? 0 : 1;
            viewHash -= View.contribution(target, before.verdict().state());
        }
    }
}
