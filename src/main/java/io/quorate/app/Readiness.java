package io.quorate.app;

import io.quorate.core.view.MemberState;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Why the member should get no traffic now. May be used from any thread. */
final class Readiness {
    static final String CONFIG = "no config is applied yet";
    static final String LISTENERS = "listeners are not bound yet";
    static final String VIEW = "the view is not synced yet";
    static final String DISCOVERY = "endpoints are not found yet";
    static final String DRAINING = "draining";
    static final String LEAVING = "leaving";

    private final Set<String> reasons = new ConcurrentSkipListSet<>(List.of(CONFIG, LISTENERS, VIEW, DISCOVERY));
    private final Runnable changed;

    /** @param changed called after each change */
    Readiness(Runnable changed) {
        this.changed = changed;
    }

    void done(String reason) {
        reasons.remove(reason);
        changed.run();
    }

    void holdBack(String reason) {
        reasons.add(reason);
        changed.run();
    }

    List<String> reasons() {
        return List.copyOf(reasons);
    }

    /** What the member says of itself. */
    MemberState state() {
        if (reasons.contains(LEAVING)) {
            return MemberState.LEAVING;
        }
        if (reasons.contains(DRAINING)) {
            return MemberState.DRAINING;
        }
        return reasons.isEmpty() ? MemberState.READY : MemberState.STARTING;
    }
}
