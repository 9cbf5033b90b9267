package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RhythmTest {
    private static final Rhythm FIVE = new Rhythm(Duration.ofSeconds(5));
    private static final Rhythm HOUR = new Rhythm(Duration.ofHours(1));

    @Test
    void asksWhenTheAnswerIsOutOfDate() {
        assertThat(FIVE.afterAnswer(3, 0)).isEqualTo(3_000);
        assertThat(HOUR.afterAnswer(30, 0)).isEqualTo(30_000);
    }

    @Test
    void asksAfterEveryAtTheLatest() {
        assertThat(FIVE.afterAnswer(6, 0)).isEqualTo(5_000);
        assertThat(FIVE.afterAnswer(Long.MAX_VALUE, 0)).isEqualTo(5_000);
        assertThat(new Rhythm(Duration.ofMillis(5_500)).afterAnswer(6, 0)).isEqualTo(5_500);
    }

    @Test
    void asksOnceASecondAtMost() {
        assertThat(FIVE.afterAnswer(0, 0)).isEqualTo(1_000);
        assertThat(FIVE.afterAnswer(1, 0)).isEqualTo(1_000);
    }

    @Test
    void anEveryBelowASecondIsItsOwnFloor() {
        Rhythm fast = new Rhythm(Duration.ofMillis(50));
        assertThat(fast.afterAnswer(0, 0)).isEqualTo(50);
        assertThat(fast.afterAnswer(300, 0)).isEqualTo(50);
        assertThat(fast.afterFailure(1, 0)).isEqualTo(50);
    }

    @Test
    void asksAfterASecondWhenItFailedAndTwiceAsLateEachTime() {
        assertThat(HOUR.afterFailure(1, 0)).isEqualTo(1_000);
        assertThat(HOUR.afterFailure(2, 0)).isEqualTo(2_000);
        assertThat(HOUR.afterFailure(3, 0)).isEqualTo(4_000);
        assertThat(HOUR.afterFailure(12, 0)).isEqualTo(2_048_000);
        assertThat(HOUR.afterFailure(13, 0)).isEqualTo(3_600_000);
        assertThat(HOUR.afterFailure(Integer.MAX_VALUE, 0)).isEqualTo(3_600_000);
    }

    @Test
    void asksAfterFiveSecondsAtTheLatestHoweverOftenItIsToAsk() {
        assertThat(new Rhythm(Duration.ofSeconds(2)).afterFailure(9, 0)).isEqualTo(5_000);
        assertThat(new Rhythm(Duration.ofMillis(50)).afterFailure(99, 0)).isEqualTo(5_000);
    }

    @Test
    void isATwentiethLateAtMostAndHalfASecondAtMost() {
        assertThat(FIVE.afterAnswer(4, 1)).isEqualTo(4_200);
        assertThat(HOUR.afterAnswer(9_999, 1)).isEqualTo(3_600_500);
        Random random = new Random(20_260_701);
        for (int i = 0; i < 10_000; i++) {
            long ttl = random.nextInt(4_000);
            long pause = HOUR.afterAnswer(ttl, random.nextDouble());
            // A change is seen within TTL and a second (K26), and not asked for more than once a second.
            assertThat(pause).isBetween(1_000L, Math.max(ttl, 1) * 1_000 + 500);
        }
    }
}
