package io.quorate.core.control;

import io.quorate.core.model.MemberId;
import io.quorate.core.plan.Orphans;
import io.quorate.core.plan.Rendezvous;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Who probes what: the owners, and beside them this member where they seem not to know the target. */
final class Ownership {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MemberId self;
    private final Panel panel;
    private final Orphans orphans = new Orphans();
    private long lookedAt;

    Ownership(MemberId self, Panel panel) {
        this.self = self;
        this.panel = panel;
    }

    List<MemberId> of(Tracked tracked, Rendezvous rendezvous) {
        Tracked.Subject subject = tracked.subject();
        List<MemberId> owners = rendezvous.owners(subject.key(), subject.check().vantages());
        if (!orphans.contains(subject.key()) || owners.contains(self)) {
            return owners;
        }
        List<MemberId> withSelf = new ArrayList<>(owners);
        withSelf.add(self);
        return List.copyOf(withSelf);
    }

    /** Those that have become orphans, or are none any more; to be asked again and again, looks once a second. */
    List<Tracked> turned(Collection<Tracked> targets, long now, long patience) {
        if (now - lookedAt < LOOK_NANOS) {
            return List.of();
        }
        lookedAt = now;
        return targets.stream()
                .filter(tracked -> {
                    long key = tracked.subject().key();
                    boolean ownedByRight = tracked.isOwned() && !orphans.contains(key);
                    return orphans.turns(key, ownedByRight || panel.isSpokenOf(tracked), now, patience);
                })
                .toList();
    }

    void forget(long key) {
        orphans.forget(key);
    }
}
