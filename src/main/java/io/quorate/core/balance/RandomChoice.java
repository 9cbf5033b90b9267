package io.quorate.core.balance;

import io.quorate.core.model.upstream.Endpoint;
import java.util.List;

/** Any of them, by weight. */
final class RandomChoice implements Policy {
    @Override
    public String name() {
        return "random";
    }

    @Override
    public Picker picker(List<Endpoint> endpoints, Load load, long seed) {
        return new Lots(Weights.of(endpoints), seed);
    }
}
