package io.quorate.core.control;

import io.quorate.core.health.VoteState;
import io.quorate.core.model.MemberId;
import io.quorate.core.view.Register;
import io.quorate.core.view.Report;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** This member's own registers as others are told of them. Only what means something to them is told. */
final class Outbox {
    private final MemberId self;
    private final Map<Long, Register> told = new HashMap<>();
    private final Map<Long, Register> changed = new LinkedHashMap<>();
    private final Set<Long> withdrawn = new LinkedHashSet<>();
    private long version;
    private long digest;

    Outbox(MemberId self) {
        this.self = self;
    }

    /** The register is as given from now on, or no more. */
    void put(long target, Optional<Register> register) {
        Register before = told.get(target);
        if (register.isEmpty()) {
            changed.remove(target);
            if (before != null) {
                withdrawn.add(target);
            }
            return;
        }
        withdrawn.remove(target);
        if (before == null || matters(before, register.get())) {
            changed.put(target, register.get());
        } else {
            changed.remove(target);
        }
    }

    /** Likewise for one of which every change matters. */
    void say(long target, Optional<Register> register) {
        put(target, register);
        register.ifPresent(next -> {
            if (!next.equals(told.get(target))) {
                changed.put(target, next);
            }
        });
    }

    /** What has changed since the last time; empty if nothing has. */
    Optional<Report> changes(long count, boolean abstaining) {
        if (changed.isEmpty() && withdrawn.isEmpty()) {
            return Optional.empty();
        }
        withdrawn.forEach(this::erase);
        changed.forEach((target, register) -> {
            erase(target);
            told.put(target, register);
            digest += register.digest();
        });
        long after = version++;
        Report report = new Report(
                self, count, after, version, abstaining, List.copyOf(changed.values()), List.copyOf(withdrawn));
        changed.clear();
        withdrawn.clear();
        return Optional.of(report);
    }

    /** All that has been told. */
    Report whole(long count, boolean abstaining) {
        return new Report(self, count, Report.WHOLE, version, abstaining, new ArrayList<>(told.values()), List.of());
    }

    long version() {
        return version;
    }

    long digest() {
        return digest;
    }

    private void erase(long target) {
        Register before = told.remove(target);
        if (before != null) {
            digest -= before.digest();
        }
    }

    /** A longer streak or another latency changes nothing for anybody. */
    private static boolean matters(Register before, Register after) {
        boolean explains = after.state() == VoteState.DOWN && !before.reason().equals(after.reason());
        return before.state() != after.state() || before.suspect() != after.suspect() || explains;
    }
}
