package io.quorate.core.discover;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What has been found of the endpoints of one upstream. The last answer holds until there is another: not being able to
 * ask takes nothing away. Those that are gone stay until they may go ({@link Succession}), unless it is known that there
 * are none any more.
 *
 * @param found by the last answer
 * @param leaving those of the answers before that stay for now
 * @param turn how many times the endpoints have changed
 * @param asked what came of asking
 */
public record Sought(Discovery discovery, List<Endpoint> found, List<Leaver> leaving, long turn, Asked asked) {
    /**
     * What came of asking.
     *
     * @param answered whether there was ever an answer
     * @param at when the last answer came, in nanoseconds of the monotonic clock
     * @param problem why there is no later answer; empty if there is nothing wrong
     * @param known whether there was ever an answer, or whoever was asked knows that there is none
     */
    public record Asked(boolean answered, long at, String problem, boolean known) {
        static final Asked NEVER = new Asked(false, 0, "", false);
    }

    /**
     * One that is gone.
     *
     * @param since in nanoseconds of the monotonic clock
     */
    public record Leaver(Endpoint endpoint, long since) {}

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
        Asked answer = new Asked(true, now, "", true);
        if (endpoints.equals(found)) {
            return new Sought(discovery, found, leaving, turn, answer);
        }
        if (endpoints.isEmpty()) {
            return new Sought(discovery, endpoints, List.of(), turn + 1, answer);
        }
        List<Leaver> staying = new ArrayList<>(leaving);
        found.forEach(endpoint -> staying.add(new Leaver(endpoint, now)));
        staying.removeIf(
                leaver -> addresses(endpoints).contains(leaver.endpoint().address()));
        return new Sought(discovery, endpoints, staying, turn + 1, answer);
    }

    /**
     * After it was asked for nothing.
     *
     * @param certain whether whoever was asked knows that there are none
     */
    public Sought failed(String problem, boolean certain) {
        Asked failed = new Asked(asked.answered(), asked.at(), problem, asked.answered() || certain);
        return new Sought(discovery, found, leaving, turn, failed);
    }

    /** Addresses of those that are leaving. */
    public Set<EndpointAddress> gone() {
        return addresses(leaving.stream().map(Leaver::endpoint).toList());
    }

    /** The same without those of the leaving that may go. */
    public Sought without(Predicate<Leaver> going) {
        return new Sought(
                discovery, found, leaving.stream().filter(going.negate()).toList(), turn, asked);
    }

    /** Those that are used for now. */
    public List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>(found);
        leaving.forEach(leaver -> all.add(leaver.endpoint()));
        return all;
    }

    private static Set<EndpointAddress> addresses(List<Endpoint> endpoints) {
        return endpoints.stream().map(Endpoint::address).collect(Collectors.toSet());
    }
}
