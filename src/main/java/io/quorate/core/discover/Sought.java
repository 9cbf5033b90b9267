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
 * @param leaving those of the answers before that stay for now, each with the turn in which it went
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

    /** One that went in that turn. */
    public record Leaver(Endpoint endpoint, long turn) {}

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
        List<Leaver> staying = new ArrayList<>(leaving);
        if (!addresses(endpoints()).containsAll(addresses(endpoints))) {
            found.forEach(endpoint -> staying.add(new Leaver(endpoint, turn + 1)));
        }
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

    /** What was new in that turn has been probed: those that went in it, or before, go. */
    public Sought settled(long sinceTurn) {
        List<Leaver> staying =
                leaving.stream().filter(leaver -> leaver.turn() > sinceTurn).toList();
        return new Sought(discovery, found, staying, turn, asked);
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
