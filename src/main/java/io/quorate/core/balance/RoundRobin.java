package io.quorate.core.balance;

import io.quorate.core.model.upstream.Endpoint;
import java.util.List;

/** Each in turn, by weight. */
final class RoundRobin implements Policy {
    @Override
    public String name() {
        return "round-robin";
    }

    @Override
    public Picker picker(List<Endpoint> endpoints, Load load, long seed) {
        return new Turns(Weights.of(endpoints), seed);
    }
}
