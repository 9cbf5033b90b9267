package io.quorate.core.view;

import io.quorate.core.model.MemberId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the other vantages hold, as far as it was reported: one register per vantage and target, written only by that
 * vantage. Older versions never replace newer ones, so that reports may come in any order, and more than once.
 */
public final class Reports {
    private final Map<MemberId, Held> byVantage = new HashMap<>();
    private final Map<Long, Set<MemberId>> vantagesOf = new HashMap<>();

    /** Takes a report, and says of which targets something has changed by it. */
    public Set<Long> take(Report report) {
        Held held = byVantage.computeIfAbsent(report.from(), vantage -> new Held());
        boolean isOld = report.isWhole() ? report.version() < held.version : report.version() <= held.version;
        if (isOld) {
            return Set.of();
        }
        Set<Long> changed = new LinkedHashSet<>(report.withdrawn());
        if (report.isWhole()) {
            changed.addAll(held.registers.keySet());
            held.complete = true;
        } else {
            held.complete &= report.after() == held.version;
        }
        changed.forEach(target -> remove(report.from(), held, target));
        report.registers().forEach(register -> {
            changed.add(register.target());
            put(report.from(), held, register);
        });
        held.version = report.version();
        held.known |= held.complete;
        return changed;
    }

    /** Whether the vantage has reported more than is held of it. */
    public boolean lacks(Pulse pulse) {
        Held held = byVantage.get(pulse.from());
        if (held == null) {
            return pulse.version() > 0;
        }
        boolean differs = pulse.version() == held.version && pulse.digest() != held.digest;
        return pulse.version() > held.version || differs || !held.complete;
    }

    /** Forgets all that the vantage has reported, and says of which targets that was. */
    public Set<Long> forget(MemberId vantage) {
        Held held = byVantage.remove(vantage);
        if (held == null) {
            return Set.of();
        }
        Set<Long> targets = new HashSet<>(held.registers.keySet());
        targets.forEach(target -> unlist(vantage, target));
        return targets;
    }

    /**
     * What the vantage holds of the target; empty if it holds nothing, or that is not known. As long as only changes
     * came of it, and never the whole, it is not: those of a vantage that returns may have been on their way since it
     * was lost, and tell the past.
     */
    public Optional<Register> find(MemberId vantage, long target) {
        return Optional.ofNullable(byVantage.get(vantage))
                .filter(held -> held.known)
                .map(held -> held.registers.get(target));
    }

    /** Who holds something of the target. */
    public Set<MemberId> vantagesOf(long target) {
        return vantagesOf.getOrDefault(target, Set.of());
    }

    /** The targets of which the vantage holds something. */
    public Set<Long> targetsOf(MemberId vantage) {
        Held held = byVantage.get(vantage);
        return held == null ? Set.of() : Set.copyOf(held.registers.keySet());
    }

    private void put(MemberId vantage, Held held, Register register) {
        remove(vantage, held, register.target());
        held.registers.put(register.target(), register);
        held.digest += register.digest();
        vantagesOf.computeIfAbsent(register.target(), target -> new HashSet<>()).add(vantage);
    }

    private void remove(MemberId vantage, Held held, long target) {
        Register before = held.registers.remove(target);
        if (before != null) {
            held.digest -= before.digest();
            unlist(vantage, target);
        }
    }

    private void unlist(MemberId vantage, long target) {
        vantagesOf.computeIfPresent(target, (key, vantages) -> {
            vantages.remove(vantage);
            return vantages.isEmpty() ? null : vantages;
        });
    }

    /** What is held of one vantage. */
    private static final class Held {
        private final Map<Long, Register> registers = new HashMap<>();
        private long version;
        private long digest;
        private boolean complete = true;
        private boolean known;
    }
}
