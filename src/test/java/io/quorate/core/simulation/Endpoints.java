package io.quorate.core.simulation;

import io.quorate.core.model.net.EndpointAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What is true of the endpoints, whatever members hold of them. */
final class Endpoints {
    private static final long SHORT = 5 * Agenda.SECOND;

    private final Agenda agenda;
    private final Map<EndpointAddress, Phase> phases = new LinkedHashMap<>();
    private final Set<EndpointAddress> failing = new HashSet<>();
    private final Set<EndpointAddress> everFailing = new HashSet<>();

    Endpoints(Agenda agenda) {
        this.agenda = agenda;
    }

    enum Condition {
        ANSWERING,
        REFUSING,
        HANGING
    }

    /**
     * @param since when it began to be so
     * @param turns how often it has begun to answer or ceased to
     * @param isHasty whether it turned soon after it had turned
     */
    record Phase(Condition condition, long since, int turns, boolean isHasty) {
        boolean changed() {
            return turns > 0;
        }
    }

    void turn(EndpointAddress address, Condition condition) {
        Phase before = of(address);
        if (before.condition != condition) {
            boolean turns = before.condition == Condition.ANSWERING || condition == Condition.ANSWERING;
            boolean hasty = turns && before.changed() && agenda.now() - before.since < SHORT;
            int counted = before.turns + (turns ? 1 : 0);
            phases.put(address, new Phase(condition, agenda.now(), counted, before.isHasty || hasty));
        }
    }

    Phase of(EndpointAddress address) {
        return phases.getOrDefault(address, new Phase(Condition.ANSWERING, 0, 0, false));
    }

    /** From now on requests fail, though probes pass; or no longer. */
    void failRequests(EndpointAddress address, boolean fail) {
        if (fail) {
            failing.add(address);
            everFailing.add(address);
        } else {
            failing.remove(address);
        }
    }

    /** Whether a request that reaches it is answered well. */
    boolean serves(EndpointAddress address) {
        return answers(address) && !failing.contains(address);
    }

    /** Whether every request that reached it was answered well, all the time. */
    boolean alwaysServed(EndpointAddress address) {
        return !of(address).changed() && !everFailing.contains(address);
    }

    boolean answers(EndpointAddress address) {
        return of(address).condition == Condition.ANSWERING;
    }

    /** For how long it has been as it is. */
    long age(EndpointAddress address) {
        return agenda.now() - of(address).since;
    }
}
