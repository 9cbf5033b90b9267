package io.quorate.probe.schedule;

import io.quorate.core.model.check.Timing;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import io.quorate.core.plan.Stagger;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a target is due: in its slot of the interval, which never drifts, give or take a tenth of what is between its
 * owners' slots, so that no two targets keep step.
 */
public final class Cadence {
    private static final int JITTER_SHARE = 10;

    private final RandomGenerator random;
    private final long alignment;
    private int stretch = 1;

    /** @param alignment from the member's own clock to one that the members share, more or less */
    public Cadence(RandomGenerator random, long alignment) {
        this.random = random;
        this.alignment = alignment;
    }

    /** From now on the fast pace is so many times as slow, but never slower than the steady one. */
    void stretch(int times) {
        stretch = times;
    }

    /** When the next probe is due if the last one started then; never before {@code now}. */
    long after(Assignment assignment, long started, long now) {
        Duration interval = interval(assignment);
        if (assignment.pace() == Pace.FAST) {
            return Math.max(now, started + interval.toNanos());
        }
        // From the middle between two slots on, whichever side of its slot the last probe was.
        long slot = slotAfter(assignment, interval, started + interval.toNanos() / 2);
        return Math.max(now, slot + jitter(assignment, interval));
    }

    /** When a target that missed its turn is due, so that all that missed theirs together do not come back together. */
    long afresh(Assignment assignment, long now) {
        Duration interval = interval(assignment);
        if (assignment.pace() == Pace.FAST) {
            return now + random.nextLong(interval.toNanos());
        }
        return Math.max(now, slotAfter(assignment, interval, now) + jitter(assignment, interval));
    }

    private Duration interval(Assignment assignment) {
        Timing timing = assignment.check().timing();
        Duration asked = assignment.pace().interval(timing);
        if (assignment.pace() != Pace.FAST || stretch == 1) {
            return asked;
        }
        Duration stretched = asked.multipliedBy(stretch);
        Duration slowest = asked.compareTo(timing.interval()) > 0 ? asked : timing.interval();
        return stretched.compareTo(slowest) < 0 ? stretched : slowest;
    }

    private long slotAfter(Assignment assignment, Duration interval, long time) {
        return Stagger.next(assignment, interval, time + alignment) - alignment;
    }

    private long jitter(Assignment assignment, Duration interval) {
        long most = interval.toNanos() / assignment.owners() / JITTER_SHARE;
        return random.nextLong(-most, most + 1);
    }
}
