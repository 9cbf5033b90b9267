package io.quorate.core.control;

import io.quorate.core.model.check.Timing;

/**
 * A request could not reach an endpoint: this member does not use it for a while. Times are in nanoseconds of the holder's
 * monotonic clock.
 *
 * @param told whether the owners are asked to look at once
 * @param toldUntil when they have been asked for long enough
 * @param until when it ends or ended
 * @param reason empty if there never was one
 */
record Avoidance(boolean active, boolean told, long toldUntil, long until, String reason) {
    static final Avoidance NONE = new Avoidance(false, false, 0, 0, "");

    private static final int QUIET_INTERVALS = 30;

    /**
     * Begins now. The owners are not asked again soon after they have looked for nothing: what only this member cannot
     * reach is its own affair. They are asked for an interval; that a probe gets no answer is known only when its time is
     * over, too.
     */
    Avoidance begun(long now, Timing timing, String why) {
        long interval = timing.interval().toNanos();
        boolean lately = !reason.isEmpty() && now - until < interval * QUIET_INTERVALS;
        long asked = now + interval;
        return new Avoidance(true, !lately, asked, asked + timing.timeout().toNanos(), why);
    }

    Avoidance ended(long now) {
        return active ? new Avoidance(false, false, now, now, reason) : this;
    }

    /** As it is at that time, unless more is known; what is doubted is not used again. */
    Avoidance at(long now, boolean doubted) {
        if (active && !doubted && now - until >= 0) {
            return ended(now);
        }
        return active && told && now - toldUntil >= 0 ? new Avoidance(true, false, toldUntil, until, reason) : this;
    }
}
