package io.quorate.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every policy keeps to; it runs over the whole registry, without keys and with a new key for each pick. */
class PolicyContractTest {
    private static final Load IDLE = place -> 0;

    /** A policy, and whether requests bring a key. */
    record Way(String policy, boolean keyed) {
        Picker picker(Load load, long seed, int... weights) {
            Picker picker = Policies.named(policy).picker(endpoints(weights), load, seed);
            Random keys = new Random(seed);
            return keyed ? usable -> picker.pick(keys.nextLong(), usable) : picker;
        }

        Picker picker(long seed, int... weights) {
            return picker(IDLE, seed, weights);
        }
    }

    static Stream<Way> ways() {
        return Policies.names().stream().flatMap(policy -> Stream.of(new Way(policy, false), new Way(policy, true)));
    }

    static List<Endpoint> endpoints(int... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(place -> new Endpoint(new EndpointAddress("10.0.0.1", 8_000 + place), weights[place], ""))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void answersNoneIfThereIsNothingToChoose(Way way) {
        assertThat(way.picker(1).pick(place -> true)).isEqualTo(Picker.NONE);
        assertThat(way.picker(1, 0).pick(place -> true)).isEqualTo(Picker.NONE);
        assertThat(way.picker(1, 0, 0).pick(place -> true)).isEqualTo(Picker.NONE);
        assertThat(way.picker(1, 1, 1).pick(place -> false)).isEqualTo(Picker.NONE);
        assertThat(way.picker(1, 0, 5).pick(place -> place == 0)).isEqualTo(Picker.NONE);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void choosesTheOnlyOne(Way way) {
        assertThat(counts(way.picker(1, 7), 1, 100, place -> true)).containsExactly(100);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void choosesTheOnlyUsableOneOfMany(Way way) {
        int[] weights = new int[1_000];
        Arrays.fill(weights, 1_000);
        weights[613] = 1;

        assertThat(counts(way.picker(1, weights), 1_000, 50, place -> place == 613)[613])
                .isEqualTo(50);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void choosesOnlyUsablePlacesWithAWeight(Way way) {
        Random random = new Random(23);
        for (int round = 0; round < 3_000; round++) {
            int[] weights = random.ints(random.nextInt(8), 0, 4).toArray();
            long[] inFlight = random.longs(weights.length, 0, 30).toArray();
            boolean[] usable = new boolean[weights.length];
            Picker picker = way.picker(place -> inFlight[place], random.nextLong(), weights);
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

    /** Another loop or the request itself may end what is in flight while it is looked at. */
    @ParameterizedTest
    @MethodSource("ways")
    void choosesOneEvenIfTheLoadChangesWhileItLooks(Way way) {
        Random random = new Random(29);
        Picker picker = way.picker(place -> random.nextInt(200), 1, 3, 1, 0, 2);

        assertThat(counts(picker, 4, 10_000, place -> place != 0))
                .satisfies(counts -> assertThat(counts[1] + counts[3]).isEqualTo(10_000));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void sharesFollowTheWeights(Way way) {
        int[] weights = {1, 5, 0, 1_000, 10, 10, 1};
        int rounds = 30;
        int total = Arrays.stream(weights).sum();
        int[] counts = counts(way.picker(99, weights), weights.length, total * rounds, place -> true);

        for (int place = 0; place < weights.length; place++) {
            assertThat((double) counts[place])
                    .as("place %d", place)
                    .isCloseTo(rounds * weights[place], byLot(rounds * weights[place]));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void sharesOfTheUsableFollowTheirWeights(Way way) {
        int[] weights = {1_000, 1, 2, 3, 1_000, 4};
        int[] counts = counts(way.picker(4, weights), weights.length, 10_000, place -> weights[place] < 1_000);

        for (int place : new int[] {1, 2, 3, 5}) {
            assertThat((double) counts[place])
                    .as("place %d", place)
                    .isCloseTo(1_000 * weights[place], byLot(1_000 * weights[place]));
        }
    }

    /** Each request takes as long as any other; some 100 are in flight. */
    @ParameterizedTest
    @MethodSource("ways")
    void sharesFollowTheWeightsUnderLoad(Way way) {
        int[] weights = {1, 2, 0, 3, 4};
        int requests = 50_000;
        long[] inFlight = new long[weights.length];
        int[] counts = new int[weights.length];
        List<Integer> open = new ArrayList<>();
        Random random = new Random(41);
        Picker picker = way.picker(place -> inFlight[place], 12, weights);
        for (int i = 0; i < requests; i++) {
            int place = picker.pick(any -> true);
            counts[place]++;
            inFlight[place]++;
            open.add(place);
            while (open.size() > 60 + random.nextInt(80)) {
                inFlight[open.remove(random.nextInt(open.size()))]--;
            }
        }

        for (int place = 0; place < weights.length; place++) {
            assertThat(counts[place])
                    .as("place %d of %s", place, Arrays.toString(counts))
                    .isBetween(requests * weights[place] * 93 / 1_000, requests * weights[place] * 107 / 1_000);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anExcludedPlaceGetsNothingAndComesBackWithoutABurst(Way way) {
        for (int leftOut = 0; leftOut < 4; leftOut++) {
            int excluded = leftOut;
            Picker picker = way.picker(5, 1, 1, 1, 1);
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
    @MethodSource("ways")
    void everySeedWorks(Way way) {
        LongStream edges =
                LongStream.of(Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE - 1, Long.MAX_VALUE);
        LongStream.concat(edges, new Random(1).longs(200)).forEach(seed -> {
            int[] counts = counts(way.picker(seed, 2, 1, 1), 3, 400, place -> true);

            assertThat(counts[0]).as("seed %d", seed).isBetween(120, 280);
            assertThat(way.picker(seed).pick(place -> true)).isEqualTo(Picker.NONE);
            assertThat(way.picker(seed, 0).pick(place -> true)).isEqualTo(Picker.NONE);
        });
    }

    @ParameterizedTest
    @MethodSource("ways")
    void firstChoicesOfManyPickersFollowTheWeights(Way way) {
        int[] weights = {5, 1, 1, 0, 3};
        int[] counts = new int[weights.length];
        new Random(7)
                .longs(10_000)
                .forEach(seed -> counts[way.picker(seed, weights).pick(place -> true)]++);

        for (int place = 0; place < weights.length; place++) {
            assertThat(counts[place]).as("place %d", place).isBetween(900 * weights[place], 1_100 * weights[place]);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void firstChoicesAreSpreadOverALongList(Way way) {
        int[] weights = new int[2_000];
        Arrays.fill(weights, 1_000);

        assertThat(new Random(8)
                        .longs(100)
                        .map(seed -> way.picker(seed, weights).pick(place -> true))
                        .distinct()
                        .count())
                .isGreaterThan(90);
    }

    /** Five deviations of a picker that drew lots. */
    private static Offset<Double> byLot(double expected) {
        return Offset.offset(5 * Math.sqrt(expected));
    }

    private static int[] counts(Picker picker, int places, int picks, IntPredicate usable) {
        int[] counts = new int[places];
        for (int i = 0; i < picks; i++) {
            counts[picker.pick(usable)]++;
        }
        return counts;
    }
}
