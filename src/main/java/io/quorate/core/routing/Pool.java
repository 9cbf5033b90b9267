package io.quorate.core.routing;

import io.quorate.core.balance.Load;
import io.quorate.core.balance.Picker;
import io.quorate.core.balance.Policies;
import io.quorate.core.balance.Policy;
import io.quorate.core.balance.Tiers;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Balance;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Passive;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The endpoints of one upstream that may be used now. A pool is replaced when they change and kept when they do not, so
 * that whoever holds state about it may go by identity.
 *
 * @param upstream its name
 * @param endpoints in the order of the config, backups among them
 * @param balance how one of them is chosen
 * @param transport how they are reached
 * @param health what is known of all of them
 */
public record Pool(String upstream, List<Endpoint> endpoints, Balance balance, Transport transport, Health health) {
    /** The tiers of endpoints: those before are used up before the next is begun. */
    private static final int NEAR = 0;

    private static final int DISTANT = 1;
    private static final int BACKUP = 2;

    /**
     * What is known of the health of the endpoints.
     *
     * @param failed the addresses of those that may not be used
     * @param trials those to which one request may be sent to see whether they work, with its number; their weight is 0
     * @param distant those to be used only where no other but a backup can be
     * @param panic whether so few are healthy that all are used
     * @param passive what of a request tells something
     */
    public record Health(
            Set<EndpointAddress> failed,
            Map<EndpointAddress, Long> trials,
            Set<EndpointAddress> distant,
            boolean panic,
            Passive passive) {
        /** Nothing is known, and nothing is asked. */
        public static final Health NONE = failed(Set.of());

        public Health {
            failed = Set.copyOf(failed);
            trials = Map.copyOf(trials);
            distant = Set.copyOf(distant);
        }

        /** Those may not be used, and nothing is asked. */
        public static Health failed(Set<EndpointAddress> addresses) {
            return new Health(addresses, Map.of(), Set.of(), false, Passive.NONE);
        }
    }

    public Pool {
        endpoints = List.copyOf(endpoints);
        Policies.named(balance.policy());
    }

    /**
     * A pool balanced by the policy of that name.
     *
     * @throws IllegalArgumentException if there is no such policy
     */
    public static Pool of(String upstream, List<Endpoint> endpoints, String policy) {
        return new Pool(upstream, endpoints, Balance.of(policy), Transport.DEFAULT, Health.NONE);
    }

    /** The same, reached in another way. */
    public Pool over(Transport other) {
        return new Pool(upstream, endpoints, balance, other, health);
    }

    /** A picker by its policy, which chooses backups only where nothing else is usable. */
    public Picker picker(Load load, long seed) {
        Policy policy = Policies.named(balance.policy());
        List<Picker> pickers = endpoints.stream()
                .map(this::tier)
                .distinct()
                .sorted()
                .map(tier -> policy.picker(ofTier(tier), load, seed))
                .toList();
        return pickers.size() == 1 ? pickers.get(0) : new Tiers(pickers);
    }

    /** Whether any endpoint but the backups takes new clients. */
    public boolean hasOthersThanBackups() {
        return endpoints.stream().anyMatch(endpoint -> !endpoint.backup() && endpoint.weight() > 0);
    }

    private int tier(Endpoint endpoint) {
        if (endpoint.backup()) {
            return BACKUP;
        }
        return health.distant().contains(endpoint.address()) ? DISTANT : NEAR;
    }

    /** All in their places, where only those of the tier have a weight. */
    private List<Endpoint> ofTier(int wanted) {
        return endpoints.stream()
                .map(endpoint -> tier(endpoint) == wanted ? endpoint : endpoint.weighing(0))
                .toList();
    }
}
