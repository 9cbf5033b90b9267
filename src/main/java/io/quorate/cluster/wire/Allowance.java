package io.quorate.cluster.wire;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/**
 * How much may be on its way to others: the event bus itself queues without bound for a member that does not read. Safe for
 * threads.
 *
 * <p>Two bounds hold together. What the bus has neither written nor given up is at most 32 MiB. That says
 * nothing of what is published, since the bus says "written" when the first of many receivers has it; but the bus gives up
 * a connection that does not come about in 2 s or whose pings go unanswered for 4 s, and throws away what it queued. So
 * all bytes together are also bound to a rate, and what waits for one member is at most 32 MiB and what the rate
 * allows in those seconds.
 */
public final class Allowance {
    /** Two messages of the greatest length. */
    static final long MOST = 32L * 1024 * 1024;

    /** Refill, in bytes a second. */
    static final long RATE = 2L * 1024 * 1024;

    private long onItsWay;
    private double left = MOST;
    private long at;

    public Allowance(long now) {
        at = now;
    }

    /** Takes this much, if that is allowed; then {@link #giveBackAfter} is to be called. */
    public synchronized boolean take(int bytes, long now) {
        left = Math.min(MOST, left + (double) (now - at) * RATE / TimeUnit.SECONDS.toNanos(1));
        at = now;
        if (bytes > left || onItsWay + bytes > MOST) {
            return false;
        }
        left -= bytes;
        onItsWay += bytes;
        return true;
    }

    /** When the message is written or given up, it is not on its way any more. */
    public void giveBackAfter(int bytes, Future<?> written) {
        written.onComplete(unused -> giveBack(bytes));
    }

    private synchronized void giveBack(int bytes) {
        onItsWay -= bytes;
    }
}
