package io.quorate.probe.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import io.quorate.probe.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CadenceTest {
    private static final CheckSpec CHECK = Checks.tcp(Checks.TIMEOUT);
    private static final EndpointAddress ADDRESS = EndpointAddress.parse("10.0.0.1:80");

    @Test
    void threeOwnersSampleATargetEveryThirdOfItsInterval() {
        long interval = Checks.INTERVAL.toNanos();
        List<Long> samples = new ArrayList<>();
        for (int rank = 0; rank < 3; rank++) {
            // Each member's own clock began at another time; the alignment makes up for it.
            long skew = rank * 1_234_567_890L;
            Cadence cadence = new Cadence(new SplittableRandom(rank), skew);
            long own = 77 - skew;
            for (int round = 0; round < 200; round++) {
                own = cadence.after(assignment(Pace.STEADY, rank, 3), own, own);
                samples.add(own + skew);
            }
        }
        Collections.sort(samples);

        // Not the very first and last ones, where not all three are there yet, or no longer.
        for (int i = 4; i < samples.size() - 4; i++) {
            assertThat(samples.get(i) - samples.get(i - 1)).isBetween(interval * 8 / 30, interval * 12 / 30);
        }
    }

    @Test
    void theFastPaceIsStretchedUpToTheSteadyOne() {
        Cadence cadence = new Cadence(new SplittableRandom(1), 0);
        Assignment fast = assignment(Pace.FAST, 0, 1);
        long started = 1_000;

        cadence.stretch(3);
        assertThat(cadence.after(fast, started, started) - started).isEqualTo(Checks.FAST.toNanos() * 3);
        cadence.stretch(100);
        assertThat(cadence.after(fast, started, started) - started).isEqualTo(Checks.INTERVAL.toNanos());
        cadence.stretch(1);
        assertThat(cadence.after(fast, started, started) - started).isEqualTo(Checks.FAST.toNanos());
    }

    @Test
    void aStretchedProbeMayTakeSoManyTimesItsTimeout() {
        FakeProber prober = new FakeProber(0);
        prober.takes(Duration.ofHours(1));
        prober.schedule.stretch(3);
        prober.schedule.assign(assignment(Pace.FAST, 0, 1), 0);
        prober.run(Checks.TIMEOUT.multipliedBy(3).minusMillis(10));
        assertThat(prober.expired).isEmpty();

        prober.run(Duration.ofMillis(20));
        assertThat(prober.expired).containsExactly(new TargetId(ADDRESS, CHECK.fingerprint()));
    }

    private static Assignment assignment(Pace pace, int rank, int owners) {
        TargetId target = new TargetId(ADDRESS, CHECK.fingerprint());
        return new Assignment(target, CHECK, pace, rank, owners, List.of("shop"));
    }
}
