package io.quorate.core.discover;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What has been found of the endpoints of one upstream. The last answer holds until there is another: not being able to
 * ask takes nothing away. Where an answer brings new endpoints, those that are gone stay until the new ones have been
 * probed.
 *
 * @param found by the last answer
 * @param leaving those of the answers before that stay for now
 * @param turn how many times the endpoints have changed
 * @param asked what came of asking
 */
public record Sought(Discovery discovery, List<Endpoint> found, List<Endpoint> leaving, long turn, Asked asked) {
    /**
     * What came of asking.
     *
     * @param answered whether there was ever an answer
     * @param at when the last answer came, in nanoseconds of the monotonic clock
     * @param problem why there is no later answer; empty if there is nothing wrong
     */
    public record Asked(boolean answered, long at, String problem) {
        static final Asked NEVER = new Asked(false, 0, "");
    }

    public Sought {
        found = List.copyOf(found);
        leaving = List.copyOf(leaving);
    }

    /** Nothing is known yet. */
    public static Sought of(Discovery discovery) {
        return new Sought(discovery, List.of(), List.of(), 0, Asked.NEVER);
    }

    /** The same looked for elsewhere from now on: what was found holds until there is an answer from there. */
    public Sought elsewhere(Discovery other) {
        return new Sought(other, found, leaving, turn, Asked.NEVER);
    }

    /** After an answer. */
    public Sought answered(List<Endpoint> endpoints, long now) {
        Asked answer = new Asked(true, now, "");
        if (endpoints.equals(found)) {
            return new Sought(discovery, found, leaving, turn, answer);
        }
        List<Endpoint> staying = addresses(endpoints()).containsAll(addresses(endpoints)) ? leaving : endpoints();
        return new Sought(discovery, endpoints, without(staying, addresses(endpoints)), turn + 1, answer);
    }

    /** After it was asked for nothing. */
    public Sought failed(String problem) {
        return new Sought(discovery, found, leaving, turn, new Asked(asked.answered(), asked.at(), problem));
    }

    /** When the new ones have been probed since that turn, the gone ones go. */
    public Sought settled(long sinceTurn) {
        return turn == sinceTurn ? new Sought(discovery, found, List.of(), turn, asked) : this;
    }

    /** Those that are used for now. */
    public List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>(found);
        all.addAll(leaving);
        return all;
    }

    private static List<Endpoint> without(List<Endpoint> endpoints, Set<EndpointAddress> addresses) {
        return endpoints.stream()
                .filter(endpoint -> !addresses.contains(endpoint.address()))
                .toList();
    }

    private static Set<EndpointAddress> addresses(List<Endpoint> endpoints) {
        return endpoints.stream().map(Endpoint::address).collect(Collectors.toSet());
    }
}
