package io.quorate.proxy;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one event loop: to arm or to cancel one costs a few field writes and no allocation, so that every
 * request can have them. It belongs to one thread and moves when {@link #advance} is called, about once a
 * {@link #TICK_MILLIS}; nothing fires early, nothing more than two ticks late.
 */
final class TimerWheel {
    static final long TICK_MILLIS = 20;

    private static final int SLOTS = 512;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);

    private final Timeout[] slots = new Timeout[SLOTS];
    private final Timeout due = new Head();
    private final long startNanos;
    private long now;

    TimerWheel(long startNanos) {
        this.startNanos = startNanos;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Head();
        }
    }

    /** Something that may have to happen later. */
    abstract static class Timeout {
        private @Nullable Timeout previous;
        private @Nullable Timeout next;
        private long tick;

        abstract void expire();
    }

    /** Milliseconds since the wheel was made, as of the last tick. */
    long millis() {
        return now * TICK_MILLIS;
    }

    /** Lets it expire after that time, and not when it was armed to before. */
    void arm(Timeout timeout, long delayMillis) {
        cancel(timeout);
        timeout.tick = now + 1 + Math.max(1, (delayMillis + TICK_MILLIS - 1) / TICK_MILLIS);
        append(slots[(int) (timeout.tick % SLOTS)], timeout);
    }

    void cancel(Timeout timeout) {
        if (timeout.previous != null && timeout.next != null) {
            timeout.previous.next = timeout.next;
            timeout.next.previous = timeout.previous;
            timeout.previous = null;
            timeout.next = null;
        }
    }

    /** Lets everything expire that is due by then. */
    void advance(long nanos) {
        long target = (nanos - startNanos) / TICK_NANOS;
        while (now < target) {
            now++;
            collect(slots[(int) (now % SLOTS)]);
        }
        Timeout first = due.next;
        while (first != null && first != due) {
            cancel(first);
            first.expire();
            first = due.next;
        }
    }

    private void collect(Timeout head) {
        Timeout each = head.next;
        while (each != null && each != head) {
            Timeout following = each.next;
            if (each.tick <= now) {
                cancel(each);
                append(due, each);
            }
            each = following;
        }
    }

    private static void append(Timeout head, Timeout timeout) {
        Timeout last = head.previous == null ? head : head.previous;
        last.next = timeout;
        timeout.previous = last;
        timeout.next = head;
        head.previous = timeout;
    }

    /** The fixed end of a ring. */
    private static final class Head extends Timeout {
        Head() {
            super.previous = this;
            super.next = this;
        }

        @Override
        void expire() {
            throw new IllegalStateException("the end of a ring has no deadline");
        }
    }
}
