package io.quorate.core.time;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hashed timing wheel (Varghese and Lauck, 1987): setting and cancelling a timer takes constant time however many there
 * are, and one tick of the caller's drives them all. Times are nanoseconds of the caller's monotonic clock. A timer never
 * fires early; it fires at the first advance that is a tick or less after it was due.
 */
public final class Wheel<T> {
    private final long origin;
    private final long tickNanos;
    private final List<Timer<T>> slots;
    private long current;

    /**
     * An empty wheel.
     *
     * @param now when it begins
     * @param tickNanos how finely it tells times apart
     * @param size how many ticks one turn takes; timers beyond it wait for a later turn
     */
    public Wheel(long now, long tickNanos, int size) {
        this.origin = now;
        this.tickNanos = tickNanos;
        this.slots = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            slots.add(new Timer<>());
        }
    }

    /** Makes the timer fire at the first tick that is not before {@code due}, and forgets when it was to fire before. */
    public void set(Timer<T> timer, long due) {
        long ticks = -Math.floorDiv(origin - due, tickNanos);
        timer.tick = Math.max(ticks, current + 1);
        timer.moveInto(slotOf(timer.tick));
    }

    /**
     * Fires all that is due, in the order of their ticks; what they set is fired by a later advance. If one throws, so
     * does this, and what has not fired yet is fired by a later advance too.
     */
    public void advance(long now, Consumer<T> fired) {
        long reached = Math.floorDiv(now - origin, tickNanos);
        long first = Math.max(current + 1, reached - slots.size() + 1);
        current = Math.max(current, reached);
        long tick = first;
        try {
            while (tick <= reached) {
                fireSlot(slotOf(tick), reached, fired);
                tick++;
            }
        } finally {
            if (tick <= reached) {
                current = tick;
            }
        }
    }

    /** How many timers wait; counted one by one, so for those who look now and then. */
    public int waiting() {
        int count = 0;
        for (Timer<T> slot : slots) {
            for (Timer<T> timer = slot.next; timer != slot; timer = timer.next) {
                count++;
            }
        }
        return count;
    }

    private void fireSlot(Timer<T> slot, long reached, Consumer<T> fired) {
        // Emptied first: what fires may set timers into this very slot and cancel others of it.
        Timer<T> batch = new Timer<>();
        batch.takeAllOf(slot);
        try {
            while (!batch.isAlone()) {
                Timer<T> timer = batch.next;
                if (timer.tick <= reached) {
                    timer.cancel();
                    timer.fire(fired);
                } else {
                    timer.moveInto(slot);
                }
            }
        } finally {
            while (!batch.isAlone()) {
                postpone(batch.next, reached);
            }
        }
    }

    private void postpone(Timer<T> timer, long reached) {
        timer.tick = Math.max(timer.tick, reached + 1);
        timer.moveInto(slotOf(timer.tick));
    }

    private Timer<T> slotOf(long tick) {
        return slots.get((int) Math.floorMod(tick, (long) slots.size()));
    }

    /** Something that may be waiting on a wheel: a link of the ring that is its slot, alone while it is not waiting. */
    public static final class Timer<T> {
        private final @Nullable T owner;
        private Timer<T> previous = this;
        private Timer<T> next = this;
        private long tick;

        /** A timer that is not waiting; its owner is what fires. */
        public Timer(T owner) {
            this.owner = owner;
        }

        /** The head of a ring. */
        private Timer() {
            this.owner = null;
        }

        /** Makes the timer wait for nothing; it may be set again. */
        public void cancel() {
            previous.next = next;
            next.previous = previous;
            previous = this;
            next = this;
        }

        private void fire(Consumer<T> fired) {
            if (owner != null) {
                fired.accept(owner);
            }
        }

        private boolean isAlone() {
            return next == this;
        }

        private void moveInto(Timer<T> head) {
            cancel();
            previous = head.previous;
            next = head;
            previous.next = this;
            head.previous = this;
        }

        private void takeAllOf(Timer<T> head) {
            if (head.isAlone()) {
                return;
            }
            previous = head.previous;
            next = head.next;
            previous.next = this;
            next.previous = this;
            head.previous = head;
            head.next = head;
        }
    }
}
