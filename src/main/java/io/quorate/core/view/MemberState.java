package io.quorate.core.view;

import java.util.Locale;

/** What a member says of itself. */
public enum MemberState {
    /** Gets no traffic yet. */
    STARTING,
    READY,
    /** Takes no new traffic and finishes what it has; still observes. */
    DRAINING,
    /** About to end: observes no more, so others must. */
    LEAVING;

    /** The word for it in the admin API and the log. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
