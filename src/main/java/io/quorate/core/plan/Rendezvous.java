package io.quorate.core.plan;

import io.quorate.core.model.MemberId;
import io.quorate.core.model.text.StableHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who owns which target: every member weighs every target, and the heaviest few own it (Thaler and Ravishankar, 1998).
 * Members that know of the same members agree on the owners without a word, and one that comes or goes moves only the
 * targets that it owns.
 */
public final class Rendezvous {
    private final List<Candidate> candidates;
    private final int zones;

    /** @param candidates in any order, each member once */
    public Rendezvous(List<Candidate> candidates) {
        this.candidates = List.copyOf(candidates);
        this.zones = (int) candidates.stream().map(Candidate::zone).distinct().count();
    }

    /**
     * The owners of a target, heaviest first: as many as asked for if there are so many, with no zone holding more than its
     * share while another has members left.
     *
     * @param target {@link io.quorate.core.model.TargetId#key}
     */
    public List<MemberId> owners(long target, int wanted) {
        List<Weighed> byWeight = new ArrayList<>(candidates.size());
        candidates.forEach(one -> byWeight.add(new Weighed(one, StableHash.of(target, one.hash()))));
        byWeight.sort(Comparator.comparingLong(Weighed::weight)
                .reversed()
                .thenComparing(one -> one.candidate().member()));
        List<MemberId> owners = new ArrayList<>(wanted);
        Map<String, Integer> inZone = new HashMap<>();
        for (int share = zones == 0 ? 0 : (wanted + zones - 1) / zones;
                owners.size() < wanted && !byWeight.isEmpty();
                share++) {
            take(byWeight, owners, inZone, new Limit(wanted, share));
        }
        return owners;
    }

    private static void take(List<Weighed> left, List<MemberId> owners, Map<String, Integer> inZone, Limit limit) {
        left.removeIf(one -> {
            String zone = one.candidate().zone();
            boolean taken = owners.size() < limit.owners && inZone.getOrDefault(zone, 0) < limit.inZone;
            if (taken) {
                owners.add(one.candidate().member());
                inZone.merge(zone, 1, Integer::sum);
            }
            return taken;
        });
    }

    private record Weighed(Candidate candidate, long weight) {}

    private record Limit(int owners, int inZone) {}
}
