package io.quorate.core.simulation;

import io.quorate.core.model.net.EndpointAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is true of the endpoints, whatever members hold of them. */
final class Endpoints {
    private final Agenda agenda;
    private final Map<EndpointAddress, Phase> phases = new LinkedHashMap<>();

    Endpoints(Agenda agenda) {
        this.agenda = agenda;
    }

    enum Condition {
        ANSWERING,
        REFUSING,
        HANGING
    }

    /** @param changed whether it was ever in another condition */
    record Phase(Condition condition, long since, boolean changed) {}

    void turn(EndpointAddress address, Condition condition) {
        Phase before = of(address);
        if (before.condition != condition) {
            phases.put(address, new Phase(condition, agenda.now(), true));
        }
    }

    Phase of(EndpointAddress address) {
        return phases.getOrDefault(address, new Phase(Condition.ANSWERING, 0, false));
    }

    boolean answers(EndpointAddress address) {
        return of(address).condition == Condition.ANSWERING;
    }

    /** For how long it has been as it is. */
    long age(EndpointAddress address) {
        return agenda.now() - of(address).since;
    }
}
