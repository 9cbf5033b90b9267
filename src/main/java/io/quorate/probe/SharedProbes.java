package io.quorate.probe;

import io.quorate.core.model.check.Approach;
import io.quorate.core.model.check.CheckSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The probes in use, one for each definition of a check and what is in its files: made for its first target and closed
 * with its last.
 */
final class SharedProbes {
    private final Function<CheckSpec, Probe> maker;
    private final Map<Key, Shared> shared = new HashMap<>();

    SharedProbes(Function<CheckSpec, Probe> maker) {
        this.maker = maker;
    }

    /** The same definition with a renewed file is probed anew, though it is the same target. */
    record Key(String fingerprint, Approach approach) {}

    /** The probe for one more target with that check. */
    Probe take(Key key, CheckSpec check) {
        Shared probe = shared.computeIfAbsent(key, unused -> new Shared(maker.apply(check)));
        probe.users++;
        return probe.probe;
    }

    /** One target fewer has that check. */
    void release(Key key) {
        Shared probe = shared.get(key);
        if (probe != null && --probe.users == 0) {
            shared.remove(key);
            probe.probe.close();
        }
    }

    private static final class Shared {
        private final Probe probe;
        private int users;

        Shared(Probe probe) {
            this.probe = probe;
        }
    }
}
