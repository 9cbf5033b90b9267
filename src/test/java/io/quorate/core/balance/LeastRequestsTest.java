package io.quorate.core.balance;

import static io.quorate.core.balance.PolicyContractTest.endpoints;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeastRequestsTest {
    @Test
    void choosesTheLeastBusyForItsWeight() {
        assertThat(pick(new int[] {1, 1, 1}, 3, 1, 2)).isEqualTo(1);
        assertThat(pick(new int[] {10, 1, 1}, 9, 1, 1)).isEqualTo(0);
        assertThat(pick(new int[] {10, 1, 1}, 11, 2, 1)).isEqualTo(2);
        assertThat(pick(new int[] {1, 0, 1}, 1, 0, 2)).isEqualTo(0);
    }

    @Test
    void takesTurnsAmongEquals() {
        long[] inFlight = {2, 1, 1, 4};
        Picker picker = new LeastRequests().picker(endpoints(1, 1, 1, 4), place -> inFlight[place], 0);
        int[] counts = new int[4];
        for (int i = 0; i < 600; i++) {
            counts[picker.pick(place -> true)]++;
        }

        assertThat(counts).containsExactly(0, 100, 100, 400);
    }

    @Test
    void aBusierOneAfterwardsDoesNotEndATie() {
        long[] inFlight = {1, 1, 5};
        Picker picker = new LeastRequests().picker(endpoints(1, 1, 1), place -> inFlight[place], 0);

        assertThat(picker.pick(place -> true)).isZero();
        assertThat(picker.pick(place -> true)).isOne();
    }

    @Test
    void aTieOfTheBusierIsNoTie() {
        assertThat(pick(new int[] {1, 1, 1}, 5, 5, 4)).isEqualTo(2);
        assertThat(pick(new int[] {1, 1, 1}, 4, 5, 5)).isEqualTo(0);
    }

    @Test
    void choosesOneEvenIfTheLoadGrowsWhileItLooks() {
        long[] reads = {0};
        Picker picker = new LeastRequests().picker(endpoints(1, 1), place -> reads[0]++ / 2, 0);

        assertThat(picker.pick(place -> true)).isBetween(0, 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neverChoosesABusierOneForItsWeight(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            int[] weights = random.ints(1 + random.nextInt(9), 0, 6).toArray();
            long[] inFlight = random.longs(weights.length, 0, 12).toArray();
            Picker picker = new LeastRequests().picker(endpoints(weights), place -> inFlight[place], random.nextLong());
            for (int i = 0; i < 20; i++) {
                inFlight[random.nextInt(weights.length)] = random.nextInt(12);
                int tried = random.nextInt(weights.length);
                int picked = picker.pick(place -> place != tried);
                double least = IntStream.range(0, weights.length)
                        .filter(place -> place != tried && weights[place] > 0)
                        .mapToDouble(place -> (double) inFlight[place] / weights[place])
                        .min()
                        .orElse(-1);
                double busy = picked == Picker.NONE ? -1 : (double) inFlight[picked] / weights[picked];

                assertThat(busy)
                        .as("seed %d, weights %s, load %s", seed, Arrays.toString(weights), Arrays.toString(inFlight))
                        .isEqualTo(least);
            }
        }
    }

    private static int pick(int[] weights, long... inFlight) {
        return new LeastRequests()
                .picker(endpoints(weights), place -> inFlight[place], 0)
                .pick(place -> true);
    }
}
