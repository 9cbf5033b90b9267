package io.quorate.core.model.upstream;

import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.Names;
import io.quorate.core.model.transport.Transport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A named group of endpoints.
 *
 * @param balance how one of them is chosen
 * @param transport how requests reach them
 * @param discovery where more endpoints are found
 */
public record Upstream(
        String name,
        List<Endpoint> endpoints,
        Balance balance,
        Transport transport,
        CheckSpec check,
        Failover failover,
        Discovery discovery) {
    public Upstream {
        Names.check("upstream", name);
        endpoints = List.copyOf(endpoints);
        Set<EndpointAddress> seen = new HashSet<>();
        for (Endpoint endpoint : endpoints) {
            Expect.that(seen.add(endpoint.address()), "address", endpoint.address(), "once in an upstream");
        }
    }

    /** One of which only verdicts count. */
    public Upstream(String name, List<Endpoint> endpoints, Balance balance, Transport transport, CheckSpec check) {
        this(name, endpoints, balance, transport, check, Failover.NONE, Discovery.NONE);
    }

    /** Likewise, reached by HTTP/1.1 on clear text and balanced by that policy. */
    public static Upstream plain(String name, List<Endpoint> endpoints, String policy, CheckSpec check) {
        return new Upstream(name, endpoints, Balance.of(policy), Transport.DEFAULT, check);
    }

    /** The same with another way to deal with endpoints that fail. */
    public Upstream with(Failover other) {
        return new Upstream(name, endpoints, balance, transport, check, other, discovery);
    }

    /** The same, whose other endpoints are found there. */
    public Upstream found(Discovery other) {
        return new Upstream(name, endpoints, balance, transport, check, failover, other);
    }

    /** The same with these endpoints. */
    public Upstream withEndpoints(List<Endpoint> others) {
        return new Upstream(name, others, balance, transport, check, failover, discovery);
    }

    /** The same with these endpoints besides its own; one that it lists itself is as it says. */
    public Upstream withFound(List<Endpoint> found) {
        Set<EndpointAddress> listed = endpoints.stream().map(Endpoint::address).collect(Collectors.toSet());
        List<Endpoint> all = new ArrayList<>(endpoints);
        found.stream().filter(endpoint -> !listed.contains(endpoint.address())).forEach(all::add);
        return withEndpoints(all);
    }
}
