package io.quorate.core.control;

/**
 * A request could not connect to an endpoint: this member does not use it for a while.
 *
 * @param until when that ends, in nanoseconds of the holder's monotonic clock
 */
record Avoidance(boolean active, long until, String reason) {
    static final Avoidance NONE = new Avoidance(false, 0, "");

    boolean isOver(long now) {
        return active && now - until >= 0;
    }
}
