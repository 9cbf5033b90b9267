package io.quorate.cluster;

import io.quorate.core.model.MemberId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Notices members of the cluster that are silent on the event bus. For one thread. */
final class Watchdog {
    /** How long a member may say nothing. */
    static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How long a remedy gets before the next. */
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<MemberId, Long> heardAt = new HashMap<>();
    private long remedyAt;
    private boolean remedied;

    void heard(MemberId member, long now) {
        heardAt.put(member, now);
    }

    /** Those who were silent too long, if it is time for a remedy, which the next call takes as done. */
    Set<MemberId> silent(Set<MemberId> peers, long now) {
        heardAt.keySet().retainAll(peers);
        Set<MemberId> silent = new TreeSet<>();
        for (MemberId peer : peers) {
            if (now - heardAt.computeIfAbsent(peer, unknown -> now) > SILENCE_NANOS) {
                silent.add(peer);
            }
        }
        if (silent.isEmpty() || (remedied && now - remedyAt < PAUSE_NANOS)) {
            return Set.of();
        }
        remedied = true;
        remedyAt = now;
        return silent;
    }

    /** Forgets whom it heard: a new stay in the cluster begins. */
    void reset() {
        heardAt.clear();
    }
}
