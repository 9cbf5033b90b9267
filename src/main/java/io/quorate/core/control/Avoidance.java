package io.quorate.core.control;

/**
 * A request could not connect to an endpoint: this member does not use it for a while.
 *
 * @param told whether the owners are asked to look at once
 * @param until when it ends or ended, in nanoseconds of the holder's monotonic clock
 * @param reason empty if there never was one
 */
record Avoidance(boolean active, boolean told, long until, String reason) {
    static final Avoidance NONE = new Avoidance(false, false, 0, "");

    private static final int QUIET_INTERVALS = 30;

    /**
     * Begins now. The owners are not asked again soon after they have looked for nothing: what only this member cannot
     * reach is its own affair.
     */
    Avoidance begun(long now, long interval, String why) {
        boolean lately = !reason.isEmpty() && now - until < interval * QUIET_INTERVALS;
        return new Avoidance(true, !lately, now + interval, why);
    }

    Avoidance ended(long now) {
        return active ? new Avoidance(false, false, now, reason) : this;
    }

    boolean isOver(long now) {
        return active && now - until >= 0;
    }
}
