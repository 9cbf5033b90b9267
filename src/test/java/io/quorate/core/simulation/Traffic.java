package io.quorate.core.simulation;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.passive.Tally;
import io.quorate.core.passive.Trial;
import io.quorate.core.passive.TrialEnd;
import io.quorate.core.routing.Pool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The requests of one member, and what it learns from them. */
final class Traffic {
    private static final int CONSECUTIVE = 5;

    private final Member member;
    private final Cluster cluster;
    private final Dice dice;
    private final Map<Place, Count> counts = new HashMap<>();
    private final Map<Place, Long> tried = new HashMap<>();

    private record Place(String upstream, EndpointAddress address) {}

    private record Count(long answered, long failed, int inARow) {
        Count and(boolean answer) {
            return answer ? new Count(answered + 1, failed, 0) : new Count(answered, failed + 1, inARow + 1);
        }
    }

    Traffic(Member member, Cluster cluster, Dice dice) {
        this.member = member;
        this.cluster = cluster;
        this.dice = dice;
    }

    /** Sends two requests: the first as a trial if one is wanted. */
    void send(Pool pool) {
        new TreeMap<>(pool.health().trials()).forEach((address, number) -> {
            Place place = new Place(pool.upstream(), address);
            if (!number.equals(tried.put(place, number))) {
                TrialEnd end = dice.chance(0.1)
                        ? TrialEnd.UNKNOWN
                        : cluster.serves(member, address) ? TrialEnd.PASSED : TrialEnd.FAILED;
                Trial trial = new Trial(place.upstream, address, number);
                member.call(() -> member.controller().onTrial(trial, end, "trial", member.local()));
            }
        });
        List<EndpointAddress> weighty = pool.endpoints().stream()
                .filter(endpoint -> endpoint.weight() > 0)
                .map(Endpoint::address)
                .toList();
        for (int i = 0; i < 2 && !weighty.isEmpty(); i++) {
            sendTo(new Place(pool.upstream(), dice.one(weighty)));
        }
    }

    List<Tally> tallies() {
        return counts.entrySet().stream()
                .map(entry -> new Tally(
                        entry.getKey().upstream,
                        entry.getKey().address,
                        entry.getValue().answered,
                        entry.getValue().failed,
                        0))
                .toList();
    }

    private void sendTo(Place place) {
        Count count = counts.getOrDefault(place, new Count(0, 0, 0)).and(cluster.serves(member, place.address));
        counts.put(place, count);
        if (count.inARow > 0 && count.inARow % CONSECUTIVE == 0) {
            String reason = count.inARow + " in a row";
            member.call(() -> member.controller().onFailing(place.upstream, place.address, reason, member.local()));
        }
    }
}
