package io.quorate.proxy.timing;

import io.quorate.core.time.Wheel;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The timeouts of one event loop, so cheap to arm and to cancel that every request can have them. They belong to one
 * thread and expire when {@link #advance} is called, about once a {@link #TICK_MILLIS}: never early, and two ticks late at
 * the most.
 */
public final class Timeouts {
    public static final long TICK_MILLIS = 20;

    private static final int SLOTS = 512;

    private final LongSupplier clock;
    private final Wheel<Timeout> wheel;
    private final long start;
    private long ticked;

    /** Something that may have to happen later. */
    @SuppressWarnings("this-escape") // The timer only keeps it.
    public abstract static class Timeout {
        private final Wheel.Timer<Timeout> timer = new Wheel.Timer<>(this);

        /** The time is over. */
        protected abstract void expire();
    }

    /**
     * None yet.
     *
     * @param clock monotonic, in nanoseconds
     */
    public Timeouts(LongSupplier clock) {
        this.clock = clock;
        this.start = clock.getAsLong();
        this.ticked = start;
        this.wheel = new Wheel<>(start, TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS), SLOTS);
    }

    /** Milliseconds since the beginning, as of the last tick. */
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(ticked - start);
    }

    /** Lets it expire after that time, and not when it was armed to before. */
    public void arm(Timeout timeout, long delayMillis) {
        wheel.set(timeout.timer, clock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(delayMillis));
    }

    /** Lets it not expire. */
    public void cancel(Timeout timeout) {
        timeout.timer.cancel();
    }

    /** How many are armed; counted one by one. */
    public int armed() {
        return wheel.waiting();
    }

    /** Lets everything expire that is due. */
    public void advance() {
        ticked = clock.getAsLong();
        wheel.advance(ticked, Timeout::expire);
    }
}
