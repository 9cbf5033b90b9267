package io.quorate.core.model;

import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A named group of endpoints.
 *
 * @param balance name of the policy that chooses among them
 */
public record Upstream(String name, List<Endpoint> endpoints, String balance, CheckSpec check) {
    public Upstream {
        Names.check("upstream", name);
        endpoints = List.copyOf(endpoints);
        Set<EndpointAddress> seen = new HashSet<>();
        for (Endpoint endpoint : endpoints) {
            Expect.that(seen.add(endpoint.address()), "address", endpoint.address(), "once in an upstream");
        }
    }
}
