package io.quorate.core.routing;

import io.quorate.core.balance.Load;
import io.quorate.core.balance.Picker;
import io.quorate.core.balance.Policies;
import io.quorate.core.balance.Policy;
import io.quorate.core.balance.WithBackups;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Balance;
import io.quorate.core.model.upstream.Endpoint;
import java.util.List;
import java.util.Set;

/**
 * The endpoints of one upstream that may be used now. A pool is replaced when they change and kept when they do not, so
 * that whoever holds state about it may go by identity.
 *
 * @param upstream its name
 * @param endpoints in the order of the config, backups among them
 * @param balance how one of them is chosen
 * @param transport how they are reached
 * @param failed the addresses of those that may not be used because of what is known of their health
 */
public record Pool(
        String upstream, List<Endpoint> endpoints, Balance balance, Transport transport, Set<EndpointAddress> failed) {
    public Pool {
        endpoints = List.copyOf(endpoints);
        failed = Set.copyOf(failed);
        Policies.named(balance.policy());
    }

    /**
     * A pool balanced by the policy of that name.
     *
     * @throws IllegalArgumentException if there is no such policy
     */
    public static Pool of(String upstream, List<Endpoint> endpoints, String policy) {
        return new Pool(upstream, endpoints, Balance.of(policy), Transport.DEFAULT, Set.of());
    }

    /** The same, reached in another way. */
    public Pool over(Transport other) {
        return new Pool(upstream, endpoints, balance, other, failed);
    }

    /** A picker by its policy, which chooses backups only where nothing else is usable. */
    public Picker picker(Load load, long seed) {
        Policy policy = Policies.named(balance.policy());
        if (endpoints.stream().noneMatch(Endpoint::backup)) {
            return policy.picker(endpoints, load, seed);
        }
        return new WithBackups(
                policy.picker(withWeights(false), load, seed), policy.picker(withWeights(true), load, seed));
    }

    /** Whether any endpoint but the backups takes new clients. */
    public boolean hasOthersThanBackups() {
        return endpoints.stream().anyMatch(endpoint -> !endpoint.backup() && endpoint.weight() > 0);
    }

    /** All in their places, where only the backups, or only the others, have a weight. */
    private List<Endpoint> withWeights(boolean ofBackups) {
        return endpoints.stream()
                .map(endpoint -> endpoint.backup() == ofBackups ? endpoint : weightless(endpoint))
                .toList();
    }

    private static Endpoint weightless(Endpoint endpoint) {
        return new Endpoint(endpoint.address(), 0, endpoint.zone(), endpoint.backup());
    }
}
