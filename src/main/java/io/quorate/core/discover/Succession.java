package io.quorate.core.discover;

import io.quorate.core.model.net.EndpointAddress;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * When endpoints that are no longer found may go: not before those that stay have been probed, for a while at most; and not
 * while they are all that works. So an answer that comes before its endpoints do takes nothing down.
 *
 * @param working addresses that all members may use
 * @param unknown addresses of which nothing is held yet
 */
public record Succession(Set<EndpointAddress> working, Set<EndpointAddress> unknown) {
    /** How long those that are gone may wait for the first probes of those that stay, in nanoseconds. */
    public static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    public Succession {
        working = Set.copyOf(working);
        unknown = Set.copyOf(unknown);
    }

    /** What is left of it now. */
    public Sought after(Sought sought, long now) {
        return isNeeded(sought) ? sought : sought.without(leaver -> isDue(sought, leaver, now));
    }

    /** Whether any that might go is kept because nothing works but what is leaving. */
    public boolean holds(Sought sought, long now) {
        return isNeeded(sought) && sought.leaving().stream().anyMatch(leaver -> isDue(sought, leaver, now));
    }

    private boolean isNeeded(Sought sought) {
        return !working.isEmpty() && sought.gone().containsAll(working);
    }

    private boolean isDue(Sought sought, Sought.Leaver leaver, long now) {
        return sought.gone().containsAll(unknown) || now - leaver.since() >= PATIENCE_NANOS;
    }
}
