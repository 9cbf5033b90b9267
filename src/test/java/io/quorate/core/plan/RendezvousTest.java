package io.quorate.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.MemberId;
import io.quorate.core.model.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RendezvousTest {
    private static final int TARGETS = 3_000;
    private static final long SEED = 11;

    @Test
    void theSameMembersGiveTheSameOwnersInAnyOrder() {
        List<Candidate> shuffled = new ArrayList<>(members(7));
        Collections.shuffle(shuffled, new Random(SEED));

        for (int number = 1; number < TARGETS; number++) {
            assertThat(owners(shuffled, number, 3)).isEqualTo(owners(members(7), number, 3));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 0", "1, 3, 1", "2, 3, 2", "3, 3, 3", "9, 3, 3", "9, 1, 1", "2, 100, 2"})
    void asManyAsAskedForOwnATargetIfThereAreSoMany(int members, int wanted, int expected) {
        for (int number = 1; number < 100; number++) {
            assertThat(owners(members(members), number, wanted))
                    .hasSize(expected)
                    .doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "5, 2", "8, 3", "20, 3"})
    void noMemberOwnsMuchMoreThanItsShare(int members, int wanted) {
        Map<MemberId, Integer> load = new HashMap<>();
        for (int number = 1; number <= TARGETS; number++) {
            owners(members(members), number, wanted).forEach(owner -> load.merge(owner, 1, Integer::sum));
        }

        double mean = (double) TARGETS * wanted / members;
        assertThat(load).hasSize(members);
        assertThat(Collections.max(load.values())).isLessThan((int) (mean * 1.2));
        assertThat(Collections.min(load.values())).isGreaterThan((int) (mean * 0.8));
    }

    @Test
    void whoGoesLeavesTheOtherOwnersWhereTheyAre() {
        List<Candidate> before = members(8);
        List<Candidate> after = before.subList(0, 7);
        MemberId gone = before.get(7).member();

        for (int number = 1; number < TARGETS; number++) {
            List<MemberId> left = new ArrayList<>(owners(before, number, 3));
            boolean owned = left.remove(gone);
            List<MemberId> now = owners(after, number, 3);
            assertThat(now).containsAll(left);
            assertThat(owned || now.equals(left)).isTrue();
        }
    }

    @Test
    void whoComesTakesOnlyItsShare() {
        int moved = 0;
        for (int number = 1; number <= TARGETS; number++) {
            if (!owners(members(8), number, 3).equals(owners(members(9), number, 3))) {
                moved++;
            }
        }

        assertThat(moved).isBetween((int) (TARGETS / 3 * 0.85), (int) (TARGETS / 3 * 1.15));
    }

    @ParameterizedTest
    @CsvSource({"3, 3, 1", "2, 3, 2", "5, 3, 1", "2, 4, 2", "1, 3, 3"})
    void noZoneHoldsMoreThanItsShareOfATarget(int zones, int wanted, int most) {
        List<Candidate> candidates = zoned(4, zones);
        for (int number = 1; number < TARGETS; number++) {
            Map<String, Integer> inZone = new HashMap<>();
            for (MemberId owner : owners(candidates, number, wanted)) {
                candidates.stream()
                        .filter(candidate -> candidate.member().equals(owner))
                        .forEach(candidate -> inZone.merge(candidate.zone(), 1, Integer::sum));
            }
            assertThat(Collections.max(inZone.values())).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void aZoneThatHasNoMembersLeftLeavesItsShareToTheOthers() {
        List<Candidate> candidates = new ArrayList<>(zoned(3, 1));
        candidates.add(Candidate.of(new MemberId("alone"), "elsewhere"));

        for (int number = 1; number < TARGETS; number++) {
            assertThat(owners(candidates, number, 4)).hasSize(4).contains(new MemberId("alone"));
            assertThat(owners(candidates, number, 3)).hasSize(3).contains(new MemberId("alone"));
        }
    }

    private static List<MemberId> owners(List<Candidate> candidates, int number, int wanted) {
        return new Rendezvous(candidates).owners(Samples.target(number).key(), wanted);
    }

    private static List<Candidate> members(int count) {
        return zoned(count, 1);
    }

    private static List<Candidate> zoned(int each, int zones) {
        return IntStream.range(0, each * zones)
                .mapToObj(i -> Candidate.of(new MemberId("member-" + i), zones == 1 ? "" : "zone-" + i % zones))
                .toList();
    }
}
