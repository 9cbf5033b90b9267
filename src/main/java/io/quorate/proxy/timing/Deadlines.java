package io.quorate.proxy.timing;

import io.quorate.core.model.route.RouteTimeouts;

/**
 * When an exchange has taken too long, or nothing has moved for too long, whichever endpoints it tries. Times are as of the
 * last tick; nothing is armed here, so that a byte that moves costs one field write.
 */
public final class Deadlines {
    private final Timeouts timeouts;
    private final long idle;
    private final long total;
    private final long start;
    private long movedAt;
    private boolean watchesIdle;

    /** What it has waited too long for. */
    public enum Due {
        NOTHING,
        ANSWER,
        IDLE
    }

    public Deadlines(RouteTimeouts route, Timeouts timeouts) {
        this.timeouts = timeouts;
        this.idle = route.idle().toMillis();
        this.total = route.total().toMillis();
        this.start = timeouts.millis();
        this.movedAt = start;
    }

    /** A byte, in either direction. */
    public void moved() {
        movedAt = timeouts.millis();
    }

    /** Whether something has to move; between the last byte of the request and the response there is another time. */
    public void watchIdle(boolean moving) {
        watchesIdle = moving && idle > 0;
        movedAt = timeouts.millis();
    }

    public Due due() {
        long now = timeouts.millis();
        if (total > 0 && now - start >= total) {
            return Due.ANSWER;
        }
        return watchesIdle && now - movedAt >= idle ? Due.IDLE : Due.NOTHING;
    }

    /** Lets it expire when something may be due, if anything ever may. */
    public void arm(Timeouts.Timeout timeout) {
        long next = total > 0 ? start + total : Long.MAX_VALUE;
        if (watchesIdle) {
            next = Math.min(next, movedAt + idle);
        }
        if (next == Long.MAX_VALUE) {
            timeouts.cancel(timeout);
        } else {
            timeouts.arm(timeout, Math.max(0, next - timeouts.millis()));
        }
    }
}
