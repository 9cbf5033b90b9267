package io.quorate.core.health;

import java.util.Locale;

/** What one vantage holds of a target. */
public enum VoteState {
    /** Nothing yet. */
    PENDING,
    UP,
    DOWN,
    /** It cannot judge for now: what it sees would say more about itself than about the target. */
    ABSTAIN;

    /** The word for it in the admin API and the log. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
