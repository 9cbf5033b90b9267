package io.quorate.discovery.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPaceTest {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Test
    void eachFailureDoublesTheWaitUpToTheLongest() {
        RetryPace pace = new RetryPace(FIRST, LONGEST, () -> 0);

        long[] waits = new long[100];
        for (int i = 0; i < waits.length; i++) {
            waits[i] = pace.afterFailure();
        }

        assertThat(waits)
                .startsWith(1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000)
                .endsWith(30_000);
    }

    @Test
    void aWaitAfterAFailureIsNeverShorterThanTheFirstNorLongerThanTheLongest() {
        RetryPace pace = new RetryPace(FIRST, LONGEST, () -> 0.999);

        for (int i = 0; i < 100; i++) {
            assertThat(pace.afterFailure()).isBetween(1_000L, 30_000L);
        }
    }

    @Test
    void aWatchThatStoodForLongIsNoFailure() {
        RetryPace pace = new RetryPace(FIRST, LONGEST, () -> 0.5);
        pace.afterFailure();
        pace.afterFailure();

        assertThat(pace.afterWatchOf(Duration.ofSeconds(10))).isEqualTo(501);
        assertThat(pace.afterFailure()).isLessThan(2_000);
    }

    @Test
    void aWatchThatEndsAtOnceIsAFailure() {
        RetryPace pace = new RetryPace(FIRST, LONGEST, () -> 0);

        assertThat(pace.afterWatchOf(Duration.ofSeconds(1))).isEqualTo(1_000);
        assertThat(pace.afterWatchOf(Duration.ofSeconds(1))).isEqualTo(2_000);
    }

    @Test
    void aWatchThatEndedInTimeMakesGood() {
        RetryPace pace = new RetryPace(FIRST, LONGEST, () -> 0);
        pace.afterFailure();
        pace.afterFailure();

        pace.calm();

        assertThat(pace.afterFailure()).isEqualTo(1_000);
    }
}
