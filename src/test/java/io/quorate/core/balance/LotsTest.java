package io.quorate.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LotsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void chancesAreThoseOfTheWeightsWhateverTheyAre(long seed) {
        Random random = new Random(seed);
        int[] weights = random.ints(1 + random.nextInt(12), 0, 1_001).toArray();
        weights[0] = 1 + random.nextInt(3);
        Lots lots = new Lots(weights, seed);
        int picks = 200_000;
        long total = Arrays.stream(weights).sum();
        int[] counts = new int[weights.length];
        for (int i = 0; i < picks; i++) {
            counts[lots.pick(place -> true)]++;
        }

        for (int place = 0; place < weights.length; place++) {
            double share = (double) picks * weights[place] / total;
            assertThat((double) counts[place])
                    .as("seed %d, place %d of %s", seed, place, Arrays.toString(weights))
                    .isCloseTo(share, within(5 * Math.sqrt(share)));
        }
    }

    @Test
    void oneDrawDoesNotTellTheNext() {
        int[][] pairs = new int[4][4];
        Lots lots = new Lots(new int[] {1, 1, 1, 1}, 17);
        int last = 0;
        for (int i = 0; i < 160_000; i++) {
            int next = lots.pick(place -> true);
            pairs[last][next]++;
            last = next;
        }

        assertThat(Arrays.stream(pairs).flatMapToInt(Arrays::stream).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(9_500, 10_500));
    }

    @Test
    void nearSeedsBeginFarApart() {
        int[] weights = new int[100];
        Arrays.fill(weights, 1);

        assertThat(LongStream.range(0, 100)
                        .mapToInt(seed -> new Lots(weights, seed).pick(place -> true))
                        .distinct()
                        .count())
                .isBetween(50L, 75L);
    }

    @Test
    void leavesOutTheOneThatIsExcepted() {
        Lots lots = new Lots(new int[] {1_000, 1}, 1);
        for (int i = 0; i < 100; i++) {
            assertThat(lots.pick(place -> true, 0)).isOne();
        }
        assertThat(new Lots(new int[] {3}, 1).pick(place -> true, 0)).isEqualTo(Picker.NONE);
    }
}
