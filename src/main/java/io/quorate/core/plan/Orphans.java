package io.quorate.core.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Targets of which their owners say nothing, for so long that they may not know them: of endpoints that are found, one
 * member may know what another does not know yet. Whoever knows such a target probes it beside its owners.
 */
public final class Orphans {
    private final Map<Long, Long> silentSince = new HashMap<>();
    private final Set<Long> orphans = new HashSet<>();

    /**
     * Takes it that the owners of a target have said something of it, or have not; whether that makes it an orphan, or
     * makes it none any more.
     *
     * @param key of the target
     * @param patience nanoseconds for which they may say nothing
     */
    public boolean turns(long key, boolean spoken, long now, long patience) {
        if (spoken) {
            silentSince.remove(key);
            return orphans.remove(key);
        }
        Long since = silentSince.putIfAbsent(key, now);
        return since != null && now - since >= patience && orphans.add(key);
    }

    public boolean contains(long key) {
        return orphans.contains(key);
    }

    /** The target is gone. */
    public void forget(long key) {
        silentSince.remove(key);
        orphans.remove(key);
    }
}
