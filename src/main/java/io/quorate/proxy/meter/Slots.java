package io.quorate.proxy.meter;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests may be with one endpoint at once, over all event loops, and which wait for one of them to end. While
 * nobody waits, taking and giving back write to a striped counter only.
 */
public final class Slots {
    private final LongAdder taken = new LongAdder();
    private final AtomicInteger waiters = new AtomicInteger();
    private final ConcurrentLinkedDeque<Waiter> waiting = new ConcurrentLinkedDeque<>();
    private volatile int most = Integer.MAX_VALUE;
    private volatile int mostWaiting = Integer.MAX_VALUE;

    /** Who waits. */
    public interface Waiter {
        /** A slot may be free, or not any more: it is to be asked for again. From any thread. */
        void mayAskAgain();
    }

    /** What came of asking. */
    public enum Asked {
        TAKEN,
        WAITS,
        TOO_MANY_WAIT
    }

    public void limit(int slots, int pending) {
        most = slots;
        mostWaiting = pending;
    }

    /** Asks for a slot, behind those that wait already. */
    public Asked ask(Waiter waiter) {
        if (waiters.get() == 0 && tryTake()) {
            return Asked.TAKEN;
        }
        if (waiters.incrementAndGet() > mostWaiting) {
            waiters.decrementAndGet();
            return tryTake() ? Asked.TAKEN : Asked.TOO_MANY_WAIT;
        }
        waiting.addLast(waiter);
        return takenWhileWaiting(waiter);
    }

    /** Asks again for one that was told to; it keeps its place. */
    public Asked askAgain(Waiter waiter) {
        waiters.incrementAndGet();
        waiting.addFirst(waiter);
        return takenWhileWaiting(waiter);
    }

    /** Waits no more. */
    public void leave(Waiter waiter) {
        if (waiting.remove(waiter)) {
            waiters.decrementAndGet();
        }
    }

    public void giveBack() {
        taken.decrement();
        wakeOne();
    }

    /** Hands a chance on that is not taken. */
    public void wakeOne() {
        if (waiters.get() > 0) {
            Waiter next = waiting.pollFirst();
            if (next != null) {
                waiters.decrementAndGet();
                next.mayAskAgain();
            }
        }
    }

    /** How many are taken; right when nothing moves. */
    public long taken() {
        return taken.sum();
    }

    public int waiters() {
        return waiters.get();
    }

    /** A slot may have been given back between the look and the wait: who gave it back saw nobody waiting then. */
    private Asked takenWhileWaiting(Waiter waiter) {
        if (!tryTake()) {
            return Asked.WAITS;
        }
        if (waiting.remove(waiter)) {
            waiters.decrementAndGet();
        } else {
            // Told meanwhile that it may ask again: that chance is another's.
            wakeOne();
        }
        return Asked.TAKEN;
    }

    /** Counts first and looks then, so that of two at once never both get the last one. */
    private boolean tryTake() {
        taken.increment();
        if (taken.sum() <= most) {
            return true;
        }
        taken.decrement();
        return false;
    }
}
