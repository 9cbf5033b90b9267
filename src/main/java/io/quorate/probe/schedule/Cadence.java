package io.quorate.probe.schedule;

import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import io.quorate.core.plan.Stagger;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** When a target is due: in its slot of the interval, which never drifts, give or take a tenth so that no two keep step. */
final class Cadence {
    private static final int JITTER_SHARE = 10;

    private final RandomGenerator random;

    Cadence(RandomGenerator random) {
        this.random = random;
    }

    /** When the next probe is due if the last one started then; never before {@code now}. */
    long after(Assignment assignment, long started, long now) {
        Duration interval = interval(assignment);
        if (assignment.pace() == Pace.FAST) {
            return Math.max(now, started + interval.toNanos());
        }
        // From the middle between two slots on, whichever side of its slot the last probe was.
        long slot = Stagger.next(assignment.target(), interval, started + interval.toNanos() / 2);
        return Math.max(now, slot + jitter(interval));
    }

    /** When a target that missed its turn is due, so that all that missed theirs together do not come back together. */
    long afresh(Assignment assignment, long now) {
        Duration interval = interval(assignment);
        if (assignment.pace() == Pace.FAST) {
            return now + random.nextLong(interval.toNanos());
        }
        return Math.max(now, Stagger.next(assignment.target(), interval, now) + jitter(interval));
    }

    private static Duration interval(Assignment assignment) {
        return assignment.pace().interval(assignment.check().timing());
    }

    private long jitter(Duration interval) {
        long most = interval.toNanos() / JITTER_SHARE;
        return random.nextLong(-most, most + 1);
    }
}
