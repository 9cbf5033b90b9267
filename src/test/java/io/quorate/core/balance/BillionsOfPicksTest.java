package io.quorate.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A counter of 32 bits would overflow here; {@link TurnsTest} shows without the wait why nothing does. */
@Tag("slow")
class BillionsOfPicksTest {
    private static final long ROUNDS = (1L << 31) / 3 + 1_000;

    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void sharesAreTheSameAfterMoreThanTwoToTheThirtyFirstPicks(String policy) {
        Picker picker = Policies.named(policy).picker(PolicyContractTest.endpoints(2, 1), place -> 0, 1);
        long[] counts = new long[2];
        for (long i = 0; i < 3 * ROUNDS; i++) {
            counts[picker.pick(i, place -> true)]++;
        }

        // Five deviations of a picker that drew lots.
        assertThat(Math.abs(counts[1] - ROUNDS)).isLessThan((long) (5 * Math.sqrt(ROUNDS)));
    }
}
