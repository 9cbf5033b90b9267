package io.quorate.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwarenessTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long CLEAN = 4 * SECOND;

    private final Awareness awareness = new Awareness(0);
    private long now;

    @ParameterizedTest
    @CsvSource({"100, 0, false", "250, 0, false", "251, 1, false", "500, 1, false", "501, 1, true", "60000, 1, true"})
    void aGapIsALatenessOrAPauseByItsLength(long millis, int score, boolean abstains) {
        long paused = wakeAfter(millis * MILLI);

        assertThat(awareness.score()).isEqualTo(score);
        assertThat(awareness.abstaining()).isEqualTo(abstains);
        assertThat(paused).isEqualTo(abstains ? millis * MILLI : 0);
    }

    @Test
    void abstainsUntilItHasRunCleanly() {
        wakeAfter(SECOND);
        run(CLEAN - 100 * MILLI);
        assertThat(awareness.abstaining()).isTrue();

        run(100 * MILLI);
        assertThat(awareness.abstaining()).isFalse();
    }

    @Test
    void anotherPauseBeginsTheCleanTimeAnew() {
        wakeAfter(SECOND);
        run(3 * SECOND);
        wakeAfter(SECOND);
        run(3 * SECOND);

        assertThat(awareness.abstaining()).isTrue();
    }

    @Test
    void doubtGrowsWithEveryLatenessUpToABound() {
        for (int i = 1; i <= 20; i++) {
            wakeAfter(300 * MILLI);
            assertThat(awareness.score()).isEqualTo(Math.min(i, Awareness.MOST));
        }
    }

    @Test
    void doubtFadesOneStepEachFiveCalmSeconds() {
        wakeAfter(300 * MILLI);
        wakeAfter(300 * MILLI);

        run(5 * SECOND);
        assertThat(awareness.score()).isEqualTo(1);
        run(5 * SECOND);
        assertThat(awareness.score()).isZero();
        run(20 * SECOND);
        assertThat(awareness.score()).isZero();
    }

    @Test
    void beingOutvotedCountsOnceASecond() {
        for (int i = 0; i < 25; i++) {
            now += 100 * MILLI;
            awareness.falseAlarm(now);
        }

        assertThat(awareness.score()).isEqualTo(3);
    }

    @Test
    void runsOnAnyClock() {
        Awareness late = new Awareness(Long.MAX_VALUE - 100 * MILLI);

        assertThat(late.wake(Long.MIN_VALUE + 200 * MILLI, CLEAN)).isZero();
        assertThat(late.wake(Long.MIN_VALUE + SECOND, CLEAN)).isEqualTo(800 * MILLI);
        assertThat(late.abstaining()).isTrue();
    }

    private long wakeAfter(long nanos) {
        now += nanos;
        return awareness.wake(now, CLEAN);
    }

    private void run(long nanos) {
        for (long passed = 0; passed < nanos; passed += 100 * MILLI) {
            wakeAfter(100 * MILLI);
        }
    }
}
