package io.quorate.core.plan;

import io.quorate.core.model.MemberId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Owners that say nothing of a target, for so long that they may not know it: of endpoints that are found, one member may
 * know what another does not. They are no voters, and where all owners are so, whoever knows the target probes it too.
 */
public final class Silence {
    private final Map<Long, Map<MemberId, Long>> since = new HashMap<>();
    private final Map<Long, Set<MemberId>> unaware = new HashMap<>();

    /**
     * Takes it who of the owners of a target has said nothing of it so far; whether that changes who seems not to know it.
     *
     * @param key of the target
     * @param patience nanoseconds for which they may say nothing
     */
    public boolean changes(long key, Collection<MemberId> silent, long now, long patience) {
        Map<MemberId, Long> begun = since.computeIfAbsent(key, none -> new HashMap<>());
        begun.keySet().retainAll(silent);
        silent.forEach(member -> begun.putIfAbsent(member, now));
        Set<MemberId> before = unaware(key);
        Set<MemberId> after = silent.stream()
                .filter(member -> now - begun.getOrDefault(member, now) >= patience)
                .collect(Collectors.toSet());
        if (begun.isEmpty()) {
            forget(key);
        } else {
            unaware.put(key, after);
        }
        return !after.equals(before);
    }

    /** Which owners of a target seem not to know it. */
    public Set<MemberId> unaware(long key) {
        return unaware.getOrDefault(key, Set.of());
    }

    /** The target is gone. */
    public void forget(long key) {
        since.remove(key);
        unaware.remove(key);
    }
}
