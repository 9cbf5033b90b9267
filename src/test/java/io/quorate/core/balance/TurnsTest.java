package io.quorate.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TurnsTest {
    @Test
    void interleavesByWeight() {
        assertThat(turns(new Turns(new int[] {5, 1, 1}, 0), 14)).isEqualTo("aabacaaaabacaa");
        assertThat(turns(new Turns(new int[] {1, 1, 1}, 0), 7)).isEqualTo("abcabca");
        assertThat(turns(new Turns(new int[] {3, 2, 1}, 0), 6)).isEqualTo("abacba");
    }

    @Test
    void theSeedSaysWhereInTheRoundToBegin() {
        assertThat(turns(new Turns(new int[] {1, 1, 1}, 1), 6)).isEqualTo("bcabca");
        assertThat(turns(new Turns(new int[] {1, 1, 1}, -1), 3)).hasSize(3).contains("a", "b", "c");
        assertThat(turns(new Turns(new int[] {5, 1, 1}, 3), 7)).isEqualTo("abacaaa");
    }

    @Test
    void whoIsLeftOutOnceIsNextInTurn() {
        Turns turns = new Turns(new int[] {1, 1, 1}, 0);

        assertThat(turns.pick(place -> place != 0)).isEqualTo(1);
        assertThat(turns.pick(place -> true)).isEqualTo(2);
        assertThat(turns.pick(place -> true)).isEqualTo(0);
    }

    /** All states that any sequence of choices can lead to: what holds for them holds for every number of picks. */
    @Test
    void creditsStayWithinTheSumOfTheWeightsForever() {
        List<int[]> lists = List.of(
                new int[] {1, 1},
                new int[] {1, 1, 1, 1},
                new int[] {5, 1, 1},
                new int[] {4, 3, 2, 1},
                new int[] {10, 9, 1},
                new int[] {7, 7, 1},
                new int[] {0, 2, 5},
                new int[] {2, 1, 1, 1});
        for (int[] weights : lists) {
            long total = Arrays.stream(weights).sum();
            Set<List<Long>> reached = reachable(weights);

            assertThat(reached).hasSizeGreaterThan(1).allSatisfy(credits -> {
                assertThat(credits)
                        .allSatisfy(credit -> assertThat(Math.abs(credit)).isLessThan(total));
                assertThat(credits.stream().mapToLong(Long::longValue).sum()).isZero();
            });
        }
    }

    @Test
    void creditsStayWithinTheSumOfManyLargeWeights() {
        Random random = new Random(31);
        int[] weights = random.ints(50, 0, 1_001).toArray();
        long total = Arrays.stream(weights).sum();
        Turns turns = new Turns(weights, 1);
        for (int i = 0; i < 50_000; i++) {
            int share = 1 + random.nextInt(4);
            turns.pick(place -> random.nextInt(share) == 0);
            assertThat(LongStream.of(turns.credit).map(Math::abs).max().orElseThrow())
                    .isLessThan(total);
        }
        assertThat(LongStream.of(turns.credit).sum()).isZero();
    }

    @Test
    void aWholeRoundEndsWhereItBegan() {
        Turns turns = new Turns(new int[] {1_000, 999, 7, 1}, 0);
        turns(turns, 2_007);

        assertThat(turns.credit).containsOnly(0);
    }

    private static Set<List<Long>> reachable(int[] weights) {
        Turns turns = new Turns(weights, 0);
        Set<List<Long>> reached = new HashSet<>();
        Deque<List<Long>> open = new ArrayDeque<>(List.of(credits(turns)));
        while (!open.isEmpty()) {
            List<Long> state = open.pop();
            for (int subset = 0; subset < 1 << weights.length; subset++) {
                for (int place = 0; place < weights.length; place++) {
                    turns.credit[place] = state.get(place);
                }
                int usable = subset;
                turns.pick(place -> (usable >> place & 1) == 1);
                List<Long> next = credits(turns);
                if (reached.add(next)) {
                    open.push(next);
                }
            }
        }
        return reached;
    }

    private static List<Long> credits(Turns turns) {
        return LongStream.of(turns.credit).boxed().toList();
    }

    private static String turns(Picker picker, int picks) {
        return IntStream.range(0, picks)
                .mapToObj(i -> String.valueOf((char) ('a' + picker.pick(place -> true))))
                .collect(Collectors.joining());
    }
}
