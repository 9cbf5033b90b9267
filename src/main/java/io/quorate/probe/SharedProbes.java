package io.quorate.probe;

import io.quorate.core.model.check.CheckSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The probes in use, one for each definition of a check: made for its first target and closed with its last. */
final class SharedProbes {
    private final Function<CheckSpec, Probe> maker;
    private final Map<String, Shared> shared = new HashMap<>();

    SharedProbes(Function<CheckSpec, Probe> maker) {
        this.maker = maker;
    }

    /** The probe for one more target with that check. */
    Probe take(String fingerprint, CheckSpec check) {
        Shared probe = shared.computeIfAbsent(fingerprint, unused -> new Shared(maker.apply(check)));
        probe.users++;
        return probe.probe;
    }

    /** One target fewer has that check. */
    void release(String fingerprint) {
        Shared probe = shared.get(fingerprint);
        if (probe != null && --probe.users == 0) {
            shared.remove(fingerprint);
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
