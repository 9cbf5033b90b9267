package io.quorate.core.control;

import io.quorate.core.model.MemberId;
import io.quorate.core.plan.Rendezvous;
import io.quorate.core.plan.Silence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Who probes what: the owners, and beside them this member where none of them seems to know the target. */
final class Ownership {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MemberId self;
    private final Panel panel;
    private final Silence silence;
    private long lookedAt;

    Ownership(MemberId self, Panel panel) {
        this.self = self;
        this.panel = panel;
        this.silence = panel.silence();
    }

    List<MemberId> of(Tracked tracked, Rendezvous rendezvous) {
        Tracked.Subject subject = tracked.subject();
        List<MemberId> owners = rendezvous.owners(subject.key(), subject.check().vantages());
        Set<MemberId> unaware = silence.unaware(subject.key());
        if (unaware.isEmpty() || owners.contains(self) || !unaware.containsAll(owners)) {
            return owners;
        }
        List<MemberId> withSelf = new ArrayList<>(owners);
        withSelf.add(self);
        return List.copyOf(withSelf);
    }

    /** Those of which other owners have come to seem not to know them, or to know them; looks once a second. */
    List<Tracked> turned(Collection<Tracked> targets, long now, long leaseNanos) {
        if (now - lookedAt < LOOK_NANOS) {
            return List.of();
        }
        lookedAt = now;
        return targets.stream()
                .filter(tracked -> silence.changes(
                        tracked.subject().key(), panel.silent(tracked), now, leaseNanos + timeToSpeak(tracked)))
                .toList();
    }

    void forget(long key) {
        silence.forget(key);
    }

    /** Within which an owner has tried often enough to have something to say. */
    private static long timeToSpeak(Tracked tracked) {
        return tracked.subject().check().timing().timeout().multipliedBy(3).toNanos();
    }
}
