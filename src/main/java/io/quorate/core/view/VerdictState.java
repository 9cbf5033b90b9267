package io.quorate.core.view;

import java.util.Locale;

/** What the cluster holds of a target. */
public enum VerdictState {
    PENDING,
    UP,
    DOWN;

    /** The word for it in the admin API and the log. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
