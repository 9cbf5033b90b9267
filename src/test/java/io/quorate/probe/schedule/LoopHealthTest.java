package io.quorate.probe.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoopHealthTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final LoopHealth loop = new LoopHealth(0);

    @Test
    void callsOnlyALongGapAPause() {
        assertThat(loop.tick(millis(5))).isFalse();
        assertThat(loop.tick(millis(505))).isFalse();
        assertThat(loop.tick(millis(1_006))).isTrue();
        assertThat(loop.tick(millis(1_011))).isFalse();
    }

    @Test
    void countsNoTimeAsLostWhileTheLoopIsMerelyBusy() {
        for (int i = 1; i <= 100; i++) {
            loop.tick(millis(20L * i));
        }

        assertThat(loop.lostUntil(millis(2_020))).isZero();
    }

    @Test
    void addsUpManyShortPauses() {
        for (int i = 1; i <= 5; i++) {
            loop.tick(millis(150L * i));
        }

        assertThat(LoopHealth.voids(loop.lostUntil(millis(750)), SECOND)).isTrue();
    }

    @Test
    void knowsOfAPauseBeforeTheTickThatEndsIt() {
        assertThat(LoopHealth.voids(loop.lostUntil(millis(600)), SECOND)).isTrue();
    }

    @Test
    void asksLessOfAShortTimeout() {
        assertThat(LoopHealth.voids(millis(60), Duration.ofMillis(100))).isTrue();
        assertThat(LoopHealth.voids(millis(60), SECOND)).isFalse();
        assertThat(LoopHealth.voids(millis(500), Duration.ofMinutes(1))).isTrue();
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
