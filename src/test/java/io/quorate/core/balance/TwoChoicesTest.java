package io.quorate.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TwoChoicesTest {
    @Test
    void ofTwoChoosesTheLessBusyForItsWeight() {
        assertThat(picks(new int[] {1, 1}, 3, 2)).containsExactly(0, 100);
        assertThat(picks(new int[] {1, 1}, 2, 3)).containsExactly(100, 0);
        assertThat(picks(new int[] {1, 4}, 1, 3)).containsExactly(0, 100);
        assertThat(picks(new int[] {4, 1}, 5, 1)).containsExactly(0, 100);
        assertThat(picks(new int[] {4, 1}, 3, 1)).containsExactly(100, 0);
    }

    @Test
    void theBusiestOfAllIsNeverChosenAndEveryOtherIs() {
        int[] counts = picks(new int[] {1, 1, 1, 1}, 4, 3, 2, 1);

        assertThat(counts[0]).isZero();
        assertThat(counts[1]).isPositive().isLessThan(counts[2]);
        assertThat(counts[3]).isGreaterThan(counts[2]);
    }

    /** The paper's point: the fullest of n holds about log log n above the mean, where lots alone give far more. */
    @Test
    void theFullestIsNearlyAsFullAsTheOthers() {
        int endpoints = 1_000;
        assertThat(fullest("two-choices", endpoints, 10 * endpoints)).isLessThanOrEqualTo(10 + 4);
        assertThat(fullest("random", endpoints, 10 * endpoints)).isGreaterThan(10 + 6);
    }

    private static long fullest(String policy, int endpoints, int requests) {
        int[] weights = new int[endpoints];
        Arrays.fill(weights, 1);
        long[] inFlight = new long[endpoints];
        Picker picker =
                Policies.named(policy).picker(PolicyContractTest.endpoints(weights), place -> inFlight[place], 5);
        List<Integer> open = new ArrayList<>();
        Random random = new Random(6);
        for (int i = 0; i < 3 * requests; i++) {
            int place = picker.pick(any -> true);
            inFlight[place]++;
            open.add(place);
            if (open.size() > requests) {
                int last = open.remove(open.size() - 1);
                inFlight[open.set(random.nextInt(open.size()), last)]--;
            }
        }
        return Arrays.stream(inFlight).max().orElseThrow();
    }

    private static int[] picks(int[] weights, long... inFlight) {
        Picker picker = new TwoChoices().picker(PolicyContractTest.endpoints(weights), place -> inFlight[place], 9);
        int[] counts = new int[weights.length];
        IntStream.range(0, 100).forEach(i -> counts[picker.pick(place -> true)]++);
        return counts;
    }
}
