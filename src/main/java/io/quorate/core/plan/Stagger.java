package io.quorate.core.plan;

import io.quorate.core.model.text.StableHash;
import java.time.Duration;

/**
 * Spreads the probes of many targets evenly over the interval that they share, and those of one target's owners evenly
 * over its interval, the same way on every run.
 */
public final class Stagger {
    private Stagger() {}

    /**
     * When in its interval a target is probed.
     *
     * @return nanoseconds, from 0 to less than the interval
     */
    public static long phase(Assignment assignment, Duration interval) {
        long nanos = interval.toNanos();
        long own = nanos / assignment.owners() * assignment.rank();
        return Math.floorMod(Math.floorMod(StableHash.of(assignment.target().toString()), nanos) + own, nanos);
    }

    /**
     * The first moment after {@code now} at which a target with that phase is due.
     *
     * @param now in nanoseconds of a clock that the owners share, more or less, of any sign; moments are compared by
     *     their difference
     */
    public static long next(Assignment assignment, Duration interval, long now) {
        long nanos = interval.toNanos();
        // Cut first: the difference of any moment and a phase could overflow, and with it the place in the interval.
        long since = Math.floorMod(Math.floorMod(now, nanos) - phase(assignment, interval), nanos);
        return now + nanos - since;
    }
}
