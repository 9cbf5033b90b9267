package io.quorate.proxy;

import io.quorate.core.model.RouteTimeouts;

/**
 * When an exchange has waited too long, and for what. Times are those of the wheel; nothing is armed here, so that a
 * byte that moves costs one field write.
 */
final class Deadlines {
    /** A connection that came just in time is taken; the pool's own timer is the first to fire. */
    private static final long CONNECT_GRACE_MILLIS = 5 * TimerWheel.TICK_MILLIS;

    private final TimerWheel wheel;
    private final long connect;
    private final long response;
    private final long idle;
    private final long total;
    private final long start;
    private long connectStart;
    private long sentAt = -1;
    private long movedAt;
    private boolean answered;
    private boolean connecting;
    private boolean uploading;

    /** What it has waited too long for. */
    enum Due {
        NOTHING,
        CONNECT,
        ANSWER,
        IDLE
    }

    Deadlines(RouteTimeouts timeouts, TimerWheel wheel) {
        this.wheel = wheel;
        this.connect = timeouts.connect().toMillis() + CONNECT_GRACE_MILLIS;
        this.response = timeouts.response().toMillis();
        this.idle = timeouts.idle().toMillis();
        this.total = timeouts.total().toMillis();
        this.start = wheel.millis();
        this.movedAt = start;
    }

    /** A byte, in either direction. */
    void moved() {
        movedAt = wheel.millis();
    }

    void connecting() {
        connectStart = wheel.millis();
        connecting = true;
        uploading = false;
    }

    /** The request is out in full. */
    void sent() {
        sentAt = wheel.millis();
        movedAt = sentAt;
    }

    /** The head of the response is in. */
    void answered() {
        answered = true;
        movedAt = wheel.millis();
    }

    Due due(boolean isConnecting, boolean isUploading) {
        connecting = isConnecting;
        uploading = isUploading;
        long now = wheel.millis();
        if (total > 0 && now - start >= total) {
            return Due.ANSWER;
        }
        if (connecting) {
            return now - connectStart >= connect ? Due.CONNECT : Due.NOTHING;
        }
        if (awaitsAnswer() && now - sentAt >= response) {
            return Due.ANSWER;
        }
        return watchesIdle() && now - movedAt >= idle ? Due.IDLE : Due.NOTHING;
    }

    /** In how many milliseconds something may be due. */
    long next() {
        long now = wheel.millis();
        long next = total > 0 ? start + total : Long.MAX_VALUE;
        if (connecting) {
            // Whatever follows the connection cannot be due before its own time has passed.
            next = Math.min(next, now + leastAfterConnect());
        }
        if (awaitsAnswer()) {
            next = Math.min(next, sentAt + response);
        }
        if (!connecting && watchesIdle()) {
            next = Math.min(next, movedAt + idle);
        }
        return next == Long.MAX_VALUE ? connect : Math.max(0, next - now);
    }

    private long leastAfterConnect() {
        long least = connect;
        least = response > 0 ? Math.min(least, response) : least;
        return idle > 0 ? Math.min(least, idle) : least;
    }

    private boolean awaitsAnswer() {
        return !answered && sentAt >= 0 && response > 0;
    }

    /** Between the last byte of the request and the response there is the time for the answer instead. */
    private boolean watchesIdle() {
        return idle > 0 && (answered || uploading);
    }
}
