package io.quorate.app;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Why the member should get no traffic now. May be used from any thread. */
final class Readiness {
    static final String CONFIG = "no config is applied yet";
    static final String LISTENERS = "listeners are not bound yet";
    static final String VIEW = "the view is not synced yet";
    static final String DRAINING = "draining";

    private final Set<String> reasons = new ConcurrentSkipListSet<>(List.of(CONFIG, LISTENERS, VIEW));

    void done(String reason) {
        reasons.remove(reason);
    }

    void holdBack(String reason) {
        reasons.add(reason);
    }

    List<String> reasons() {
        return List.copyOf(reasons);
    }
}
