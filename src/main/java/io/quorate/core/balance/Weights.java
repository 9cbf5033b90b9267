package io.quorate.core.balance;

import io.quorate.core.model.upstream.Endpoint;
import java.util.List;

/** The weights of endpoints, as pickers hold them. */
final class Weights {
    private Weights() {}

    /** By place. */
    static int[] of(List<Endpoint> endpoints) {
        return endpoints.stream().mapToInt(Endpoint::weight).toArray();
    }
}
