package io.quorate.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.Samples;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StaggerTest {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Assignment ONE = assignment(Samples.target(1), 0, 1);

    @Test
    void theNextMomentIsAheadByAtMostAnInterval() {
        moments().forEach(now -> {
            long ahead = Stagger.next(ONE, INTERVAL, now) - now;
            assertThat(ahead).as("from %d", now).isBetween(1L, INTERVAL.toNanos());
        });
    }

    @Test
    void everyMomentIsAtTheTargetsPhase() {
        BigInteger nanos = BigInteger.valueOf(INTERVAL.toNanos());
        BigInteger phase = BigInteger.valueOf(Stagger.phase(ONE, INTERVAL));
        moments().forEach(now -> {
            long ahead = Stagger.next(ONE, INTERVAL, now) - now;
            BigInteger next = BigInteger.valueOf(now).add(BigInteger.valueOf(ahead));
            assertThat(next.mod(nanos)).as("from %d", now).isEqualTo(phase);
        });
    }

    @Test
    void momentsFollowEachOtherAtTheInterval() {
        long first = Stagger.next(ONE, INTERVAL, -5);

        assertThat(Stagger.next(ONE, INTERVAL, first)).isEqualTo(first + INTERVAL.toNanos());
        assertThat(Stagger.next(ONE, INTERVAL, first - 1)).isEqualTo(first);
    }

    @Test
    void tenThousandTargetsAreSpreadEvenly() {
        int targets = 10_000;
        int[] slots = new int[100];
        for (int i = 0; i < targets; i++) {
            EndpointAddress address = new EndpointAddress("10.0." + i / 250 + "." + i % 250, 80);
            long phase = Stagger.phase(assignment(new TargetId(address, "0123456789abcdef"), 0, 1), INTERVAL);
            slots[(int) (phase * slots.length / INTERVAL.toNanos())]++;
        }

        // 100 a slot are expected, with a deviation of 10.
        assertThat(Arrays.stream(slots).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(55, 145));
        assertThat(Arrays.stream(slots).sum()).isEqualTo(targets);
    }

    @Test
    void aPhaseIsTheSameOnEveryRun() {
        assertThat(Stagger.phase(assignment(Samples.target(80), 0, 1), INTERVAL))
                .isEqualTo(1749124936L);
    }

    @Test
    void theShortestAndLongestIntervalsWork() {
        for (Duration interval : new Duration[] {Duration.ofMillis(10), Duration.ofHours(24)}) {
            long ahead = Stagger.next(ONE, interval, 0);
            assertThat(ahead).isBetween(1L, interval.toNanos());
        }
    }

    @Test
    void theOwnersOfATargetShareItsIntervalEvenly() {
        long third = INTERVAL.toNanos() / 3;
        long first = Stagger.phase(assignment(Samples.target(1), 0, 3), INTERVAL);

        for (int rank = 0; rank < 3; rank++) {
            long phase = Stagger.phase(assignment(Samples.target(1), rank, 3), INTERVAL);
            assertThat(phase).isEqualTo((first + rank * third) % INTERVAL.toNanos());
        }
    }

    private static Assignment assignment(TargetId target, int rank, int owners) {
        return new Assignment(target, CheckSpec.NONE, Pace.STEADY, rank, owners, List.of("u"));
    }

    private static LongStream moments() {
        LongStream edges = LongStream.of(
                Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, INTERVAL.toNanos(), Long.MAX_VALUE - 1, Long.MAX_VALUE);
        return LongStream.concat(edges, new Random(5).longs(5_000));
    }
}
