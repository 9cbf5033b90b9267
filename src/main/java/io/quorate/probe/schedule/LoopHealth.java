package io.quorate.probe.schedule;

import io.quorate.core.health.Awareness;
import java.time.Duration;

/**
 * Whether this member itself was running: a tick that comes late means a pause (garbage collection, SIGSTOP, starved
 * CPU), and what timed out meanwhile is no evidence against anybody.
 */
public final class LoopHealth {
    /** A gap between ticks this long is a pause: what was due in it is spread anew. */
    static final long PAUSE_NANOS = Awareness.PAUSE_NANOS;

    /** Shorter gaps than this are how a busy loop looks. */
    private static final long USUAL_NANOS = 25_000_000L;

    private long lastTick;
    private long lost;

    LoopHealth(long now) {
        this.lastTick = now;
    }

    /** Counts a tick; true if the loop was paused before it. */
    boolean tick(long now) {
        long gap = now - lastTick;
        lost = lostUntil(now);
        lastTick = now;
        return gap > PAUSE_NANOS;
    }

    /**
     * The time that this member has lost to pauses since its start. The difference of two of these is what was lost in
     * between, the running gap included: a timeout may fire before the tick that would notice the pause.
     */
    long lostUntil(long now) {
        long gap = now - lastTick;
        return gap > USUAL_NANOS ? lost + gap : lost;
    }

    /** Whether so much was lost that a timeout of that length says nothing. */
    public static boolean voids(long lostNanos, Duration timeout) {
        return lostNanos >= Math.min(PAUSE_NANOS, timeout.toNanos() / 2);
    }
}
