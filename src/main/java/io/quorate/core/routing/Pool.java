package io.quorate.core.routing;

import io.quorate.core.balance.Policies;
import io.quorate.core.balance.Policy;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Endpoint;
import java.util.List;

/**
 * The endpoints of one upstream that may be used now. A pool is replaced when they change and kept when they do not, so
 * that whoever holds state about it may go by identity.
 *
 * @param upstream its name
 * @param endpoints in the order of the config
 * @param policy how one of them is chosen
 * @param transport how they are reached
 */
public record Pool(String upstream, List<Endpoint> endpoints, Policy policy, Transport transport) {
    public Pool {
        endpoints = List.copyOf(endpoints);
    }

    /**
     * A pool balanced by the policy of that name.
     *
     * @throws IllegalArgumentException if there is no such policy
     */
    public static Pool of(String upstream, List<Endpoint> endpoints, String balance) {
        return new Pool(upstream, endpoints, Policies.named(balance), Transport.DEFAULT);
    }

    /** The same, reached in another way. */
    public Pool over(Transport other) {
        return new Pool(upstream, endpoints, policy, other);
    }

    /** The endpoints' weights, by place. */
    public int[] weights() {
        return endpoints.stream().mapToInt(Endpoint::weight).toArray();
    }
}
