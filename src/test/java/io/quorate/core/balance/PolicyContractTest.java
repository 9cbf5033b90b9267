package io.quorate.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every policy keeps to; it runs over the whole registry. */
class PolicyContractTest {
    private static final Load IDLE = place -> 0;

    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void answersNoneIfThereIsNothingToChoose(String policy) {
        assertThat(picker(policy, 1).pick(place -> true)).isEqualTo(Picker.NONE);
        assertThat(picker(policy, 1, 0).pick(place -> true)).isEqualTo(Picker.NONE);
        assertThat(picker(policy, 1, 0, 0).pick(place -> true)).isEqualTo(Picker.NONE);
        assertThat(picker(policy, 1, 1, 1).pick(place -> false)).isEqualTo(Picker.NONE);
        assertThat(picker(policy, 1, 0, 5).pick(place -> place == 0)).isEqualTo(Picker.NONE);
    }

    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void choosesTheOnlyOne(String policy) {
        Picker picker = picker(policy, 1, 7);

        assertThat(counts(picker, 1, 100, place -> true)).containsExactly(100);
    }

    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void choosesOnlyUsablePlacesWithAWeight(String policy) {
        Random random = new Random(23);
        for (int round = 0; round < 3_000; round++) {
            int[] weights = random.ints(random.nextInt(8), 0, 4).toArray();
            long[] inFlight = random.longs(weights.length, 0, 5).toArray();
            boolean[] usable = new boolean[weights.length];
            Picker picker = Policies.named(policy).picker(weights, place -> inFlight[place], random.nextLong());
            for (int i = 0; i < 20; i++) {
                IntStream.range(0, usable.length).forEach(place -> usable[place] = random.nextBoolean());
                boolean some =
                        IntStream.range(0, weights.length).anyMatch(place -> usable[place] && weights[place] > 0);
                int picked = picker.pick(place -> usable[place]);

                assertThat(picked != Picker.NONE).isEqualTo(some);
                assertThat(picked == Picker.NONE || (usable[picked] && weights[picked] > 0))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void sharesFollowTheWeights(String policy) {
        int[] weights = {1, 5, 0, 1_000, 10, 10, 1};
        int total = Arrays.stream(weights).sum();
        int rounds = 30;
        int[] counts = counts(picker(policy, 99, weights), weights.length, total * rounds, place -> true);

        for (int place = 0; place < weights.length; place++) {
            // Within five deviations of a picker that drew lots.
            double bound = 5 * Math.sqrt((double) rounds * weights[place]);
            assertThat((double) counts[place])
                    .as("place %d", place)
                    .isBetween(rounds * weights[place] - bound, rounds * weights[place] + bound);
        }
    }

    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void anExcludedPlaceGetsNothingAndComesBackWithoutABurst(String policy) {
        for (int leftOut = 0; leftOut < 4; leftOut++) {
            int excluded = leftOut;
            Picker picker = picker(policy, 5, 1, 1, 1, 1);
            counts(picker, 4, 7, place -> true);

            assertThat(counts(picker, 4, 3_000, place -> place != excluded)[excluded])
                    .isZero();
            assertThat(counts(picker, 4, 40, place -> true)[excluded])
                    .as("place %d", excluded)
                    .isLessThanOrEqualTo(20);
            assertThat(counts(picker, 4, 4_000, place -> true)[excluded]).isBetween(800, 1_200);
        }
    }

    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void everySeedWorks(String policy) {
        LongStream edges =
                LongStream.of(Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE - 1, Long.MAX_VALUE);
        LongStream.concat(edges, new Random(1).longs(200)).forEach(seed -> {
            int[] counts = counts(picker(policy, seed, 2, 1, 1), 3, 400, place -> true);

            assertThat(counts[0]).as("seed %d", seed).isBetween(120, 280);
            assertThat(picker(policy, seed).pick(place -> true)).isEqualTo(Picker.NONE);
            assertThat(picker(policy, seed, 0).pick(place -> true)).isEqualTo(Picker.NONE);
        });
    }

    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void firstChoicesOfManyPickersFollowTheWeights(String policy) {
        int[] weights = {5, 1, 1, 0, 3};
        int[] counts = new int[weights.length];
        new Random(7)
                .longs(10_000)
                .forEach(seed -> counts[picker(policy, seed, weights).pick(place -> true)]++);

        for (int place = 0; place < weights.length; place++) {
            assertThat(counts[place]).as("place %d", place).isBetween(900 * weights[place], 1_100 * weights[place]);
        }
    }

    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void firstChoicesAreSpreadOverALongList(String policy) {
        int[] weights = new int[2_000];
        Arrays.fill(weights, 1_000);

        assertThat(new Random(8)
                        .longs(100)
                        .map(seed -> picker(policy, seed, weights).pick(place -> true))
                        .distinct()
                        .count())
                .isGreaterThan(90);
    }

    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void doesNotSeeLaterChangesOfTheWeights(String policy) {
        int[] weights = {1, 1};
        Picker picker = Policies.named(policy).picker(weights, IDLE, 0);
        weights[0] = 0;

        assertThat(counts(picker, 2, 10, place -> true)).containsExactly(5, 5);
    }

    private static Picker picker(String policy, long seed, int... weights) {
        return Policies.named(policy).picker(weights, IDLE, seed);
    }

    private static int[] counts(Picker picker, int places, int picks, IntPredicate usable) {
        int[] counts = new int[places];
        for (int i = 0; i < picks; i++) {
            counts[picker.pick(usable)]++;
        }
        return counts;
    }
}
