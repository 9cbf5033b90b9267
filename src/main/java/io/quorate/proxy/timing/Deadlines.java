package io.quorate.proxy.timing;

import io.quorate.core.model.route.RouteTimeouts;

/**
 * When an exchange has waited too long, and for what. Times are as of the last tick; nothing is armed here, so that a
 * byte that moves costs one field write.
 */
public final class Deadlines {
    /** A connection that came just in time is taken; the pool's own timer is the first to fire. */
    private static final long CONNECT_GRACE_MILLIS = 5 * Timeouts.TICK_MILLIS;

    private final Timeouts timeouts;
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
    public enum Due {
        NOTHING,
        CONNECT,
        ANSWER,
        IDLE
    }

    public Deadlines(RouteTimeouts route, Timeouts timeouts) {
        this.timeouts = timeouts;
        this.connect = route.connect().toMillis() + CONNECT_GRACE_MILLIS;
        this.response = route.response().toMillis();
        this.idle = route.idle().toMillis();
        this.total = route.total().toMillis();
        this.start = timeouts.millis();
        this.movedAt = start;
    }

    /** A byte, in either direction. */
    public void moved() {
        movedAt = timeouts.millis();
    }

    public void connecting() {
        connectStart = timeouts.millis();
        connecting = true;
        uploading = false;
    }

    /** The request is out in full; what is {@link #next} is now nearer, perhaps. */
    public void sent() {
        sentAt = timeouts.millis();
        movedAt = sentAt;
        connecting = false;
        uploading = false;
    }

    /** The head of the response is in; what is {@link #next} is now nearer, perhaps. */
    public void answered() {
        answered = true;
        movedAt = timeouts.millis();
        connecting = false;
    }

    public Due due(boolean isConnecting, boolean isUploading) {
        connecting = isConnecting;
        uploading = isUploading;
        long now = timeouts.millis();
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
    public long next() {
        long now = timeouts.millis();
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
