package io.quorate.core.control.status;

import io.quorate.core.routing.Standing;
import java.util.List;

/**
 * What is left of an upstream; nothing of nothing if it is not in the config any more.
 *
 * @param healthy how many endpoints nothing speaks against
 * @param pending how many are not known yet
 * @param total how many there are
 */
public record Remaining(String upstream, int healthy, int pending, int total) {
    /** What is left where the endpoints stand like that. */
    public static Remaining of(String upstream, List<Standing> endpoints) {
        int healthy = (int) endpoints.stream().filter(Standing::isHealthy).count();
        int known = (int) endpoints.stream().filter(Standing::known).count();
        return new Remaining(upstream, healthy, endpoints.size() - known, endpoints.size());
    }

    /** Whether there is no endpoint that is healthy, and none that may turn out to be. */
    public boolean isNothing() {
        return total > 0 && healthy == 0 && pending == 0;
    }
}
