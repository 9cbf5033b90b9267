package io.quorate.probe.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import io.quorate.core.plan.Stagger;
import io.quorate.probe.Checks;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProbeScheduleTest {
    private static final long START = -77_000_000_000L;
    private static final long TICK = ProbeSchedule.TICK_NANOS;
    private static final CheckSpec CHECK = Checks.tcp(Checks.TIMEOUT);

    private final FakeProber prober = new FakeProber(START);

    @Test
    void probesANewTargetAtOnce() {
        assign(target(1, Pace.FAST));

        assertThat(prober.startsOf(target(1, Pace.FAST).target())).containsExactly(START);
        assertThat(prober.lateness).containsExactly(0L);
    }

    @Test
    void doesNothingForTheSameAssignmentAgain() {
        assign(target(1, Pace.STEADY));
        prober.run(Duration.ofMillis(100));
        assign(target(1, Pace.STEADY));
        prober.run(Duration.ofMillis(50));

        assertThat(prober.allStarts()).hasSize(1);
    }

    @Test
    void keepsATargetsTurnHoweverOftenItIsAssigned() {
        Assignment assignment = target(1, Pace.STEADY);
        FakeProber once = new FakeProber(START);
        once.schedule.assign(assignment, START);
        once.run(Duration.ofSeconds(10));
        for (int i = 0; i < 1_000; i++) {
            assign(assignment);
            prober.run(Duration.ofMillis(10));
        }

        assertThat(prober.startsOf(assignment.target())).isEqualTo(once.startsOf(assignment.target()));
    }

    @Test
    void startsAFewHundredNewTargetsAtOnceAndTheOthersAtABoundedRate() {
        IntStream.range(0, 10_000).forEach(i -> assign(target(i, Pace.STEADY)));
        assertThat(prober.allStarts()).hasSize(256);

        prober.run(Duration.ofSeconds(1));

        assertThat(prober.starts).hasSizeBetween(5_000, 5_260);
        assertThat(Collections.max(prober.lateness))
                .as("waiting for a turn is not lateness")
                .isLessThanOrEqualTo(TICK);
        prober.run(Duration.ofSeconds(1));
        assertThat(prober.starts).hasSize(10_000);
    }

    @Test
    void spreadsTenThousandTargetsEvenlyOverTheInterval() {
        IntStream.range(0, 10_000).forEach(i -> assign(target(i, Pace.STEADY)));
        prober.run(Duration.ofSeconds(6));
        long from = prober.now;
        prober.run(Checks.INTERVAL);

        long window = Duration.ofMillis(50).toNanos();
        List<Long> starts = prober.allStarts().stream().filter(at -> at > from).toList();
        long[] counts = new long[40];
        starts.forEach(at -> counts[(int) ((at - from - 1) / window)]++);
        assertThat(starts).hasSizeBetween(9_900, 10_100);
        assertThat(LongStream.of(counts).max().orElseThrow()).isLessThanOrEqualTo(2 * starts.size() / 40);
    }

    @Test
    void doesNotDriftInAThousandRounds() {
        Assignment assignment = target(3, Pace.STEADY);
        assign(assignment);
        prober.takes(Duration.ofMillis(300));
        prober.run(Checks.INTERVAL.multipliedBy(1_001));

        long interval = Checks.INTERVAL.toNanos();
        List<Long> starts = prober.startsOf(assignment.target());
        List<Long> slotted = starts.subList(1, starts.size());
        assertThat(slotted).hasSizeBetween(1_000, 1_001).allSatisfy(at -> {
            long afterSlot = Math.floorMod(at - Stagger.phase(assignment, Checks.INTERVAL), interval);
            assertThat(Math.min(afterSlot, interval - afterSlot)).isLessThanOrEqualTo(interval / 10 + TICK);
        });
    }

    @Test
    void variesTheMomentWithinItsSlot() {
        Assignment assignment = target(3, Pace.STEADY);
        assign(assignment);
        prober.run(Checks.INTERVAL.multipliedBy(100));

        long interval = Checks.INTERVAL.toNanos();
        long early = prober.startsOf(assignment.target()).stream()
                .skip(1)
                .filter(at -> Math.floorMod(at - Stagger.phase(assignment, Checks.INTERVAL), interval) > interval / 2)
                .count();
        assertThat(early).isBetween(25L, 75L);
    }

    @Test
    void keepsTheFastPaceFromStartToStart() {
        Assignment assignment = target(1, Pace.FAST);
        prober.takes(Duration.ofMillis(50));
        assign(assignment);
        prober.run(Duration.ofSeconds(1));

        assertThat(prober.startsOf(assignment.target()))
                .containsExactly(at(0), at(200), at(400), at(600), at(800), at(1_000));
    }

    @Test
    void goesFastAtOnceWhenToldTo() {
        Assignment steady = target(1, Pace.STEADY);
        assign(steady);
        prober.run(Duration.ofMillis(500));

        assign(target(1, Pace.FAST));
        prober.run(Duration.ofMillis(10));

        assertThat(prober.startsOf(steady.target())).hasSize(2);
    }

    @Test
    void goesBackToItsSlotWhenItIsNoLongerToBeFast() {
        Assignment fast = target(1, Pace.FAST);
        assign(fast);
        prober.run(Duration.ofMillis(50));
        assign(target(1, Pace.STEADY));
        prober.run(Duration.ofMillis(400));

        assertThat(prober.startsOf(fast.target())).hasSize(1);
        prober.run(Checks.INTERVAL.multipliedBy(2));
        assertThat(prober.startsOf(fast.target())).hasSizeBetween(2, 3);
    }

    @Test
    void keepsTheDownPace() {
        Assignment down = target(1, Pace.DOWN);
        assign(down);
        prober.run(Checks.DOWN.multipliedBy(10));

        assertThat(prober.startsOf(down.target())).hasSizeBetween(10, 12);
    }

    @Test
    void startsTheNextRightAfterAProbeThatTookTooLong() {
        Assignment fast = target(1, Pace.FAST);
        prober.takes(Duration.ofMillis(350));
        assign(fast);
        prober.run(Duration.ofMillis(1_100));

        assertThat(prober.startsOf(fast.target())).containsExactly(at(0), at(350), at(700), at(1_050));
        assertThat(Collections.max(prober.lateness)).isLessThanOrEqualTo(TICK);
    }

    @Test
    void endsAProbeAtItsTimeoutAndGoesOn() {
        Assignment fast = target(1, Pace.FAST);
        prober.takes(Duration.ofHours(1));
        assign(fast);
        prober.run(Duration.ofMillis(2_100));

        assertThat(prober.expired).containsExactly(fast.target(), fast.target());
        assertThat(prober.startsOf(fast.target())).containsExactly(at(0), at(1_005), at(2_010));
    }

    @Test
    void forgetsARetiredTargetWhereverItStands() {
        Assignment waiting = target(1, Pace.FAST);
        Assignment running = target(2, Pace.FAST);
        assign(waiting);
        prober.run(Duration.ofMillis(100));
        prober.takes(Duration.ofHours(1));
        assign(running);
        prober.retire(waiting.target());
        prober.retire(running.target());
        prober.run(Duration.ofSeconds(3));

        assertThat(prober.allStarts()).hasSize(2);
        assertThat(prober.expired).isEmpty();
    }

    @Test
    void neverStartsATargetThatWasRetiredBeforeItsTurn() {
        prober.takes(Duration.ofHours(1));
        IntStream.range(0, 5_000).forEach(i -> assign(target(i, Pace.FAST)));
        prober.retire(target(4_999, Pace.FAST).target());
        prober.run(Duration.ofMillis(900));
        prober.retire(target(4_500, Pace.FAST).target());
        prober.run(Duration.ofSeconds(1));

        assertThat(prober.starts)
                .hasSize(4_998)
                .doesNotContainKey(target(4_999, Pace.FAST).target())
                .doesNotContainKey(target(4_500, Pace.FAST).target());
    }

    @Test
    void givesThePlaceOfARetiredTargetToAnother() {
        prober.takes(Duration.ofHours(1));
        IntStream.range(0, 5_000).forEach(i -> assign(target(i, Pace.FAST)));
        prober.run(Duration.ofMillis(900));
        assertThat(prober.starts).hasSize(ProbeSchedule.MOST_AT_ONCE);

        IntStream.range(0, 100).forEach(i -> prober.retire(target(i, Pace.FAST).target()));
        prober.run(Duration.ofMillis(5));

        assertThat(prober.starts).hasSize(ProbeSchedule.MOST_AT_ONCE + 100);
    }

    @Test
    void startsATargetAnewThatIsAssignedAgain() {
        Assignment assignment = target(1, Pace.STEADY);
        prober.takes(Duration.ofHours(1));
        assign(assignment);
        prober.retire(assignment.target());
        assign(assignment);

        assertThat(prober.startsOf(assignment.target())).containsExactly(START, START);
    }

    @Test
    void boundsTheProbesUnderWayAndCountsTheWaitAsLateness() {
        prober.takes(Duration.ofMillis(900));
        IntStream.range(0, 6_000).forEach(i -> assign(target(i, Pace.FAST)));
        prober.run(Duration.ofSeconds(3));

        assertThat(prober.mostAtOnce).isEqualTo(ProbeSchedule.MOST_AT_ONCE);
        assertThat(prober.starts).hasSize(6_000);
        assertThat(Collections.max(prober.lateness))
                .isGreaterThan(Duration.ofMillis(100).toNanos());
    }

    @Test
    void spreadsWhatAPauseHasMadeOverdue() {
        IntStream.range(0, 2_000).forEach(i -> assign(target(i, Pace.STEADY)));
        prober.run(Duration.ofSeconds(4));
        int before = prober.allStarts().size();
        prober.pause(Duration.ofSeconds(5));
        prober.run(Duration.ofMillis(50));
        assertThat(prober.allStarts().size() - before).isLessThan(2 * 2_000 / 40 + 100);

        prober.run(Duration.ofMillis(2_200));
        assertThat(prober.allStarts().size() - before).isGreaterThanOrEqualTo(2_000);
        assertThat(Collections.max(prober.lateness))
                .as("the missed turns are known to be late")
                .isGreaterThan(Duration.ofSeconds(4).toNanos());
    }

    @Test
    void spreadsTheFastOnesAfterAPauseToo() {
        IntStream.range(0, 1_000).forEach(i -> assign(target(i, Pace.FAST)));
        prober.run(Duration.ofMillis(600));
        int before = prober.allStarts().size();
        prober.pause(Duration.ofSeconds(2));
        prober.run(Duration.ofMillis(50));

        assertThat(prober.allStarts().size() - before).isBetween(100, 400);
    }

    @Test
    void knowsHowMuchTimeAPauseHasCost() {
        prober.run(Duration.ofMillis(100));
        long before = prober.schedule.lostUntil(prober.now);
        prober.pause(Duration.ofMillis(700));
        assertThat(prober.schedule.lostUntil(prober.now) - before)
                .isEqualTo(Duration.ofMillis(700).toNanos());
        prober.run(Duration.ofMillis(100));

        assertThat(prober.schedule.lostUntil(prober.now) - before).isBetween(700_000_000L, 705_000_000L);
    }

    private void assign(Assignment assignment) {
        prober.schedule.assign(assignment, prober.now);
    }

    private static long at(long millis) {
        return START + Duration.ofMillis(millis).toNanos();
    }

    private static Assignment target(int number, Pace pace) {
        EndpointAddress address = new EndpointAddress("127.1." + number / 250 + "." + number % 250, 80);
        return Checks.assignment(address, CHECK, pace);
    }
}
