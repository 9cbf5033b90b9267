package io.quorate.proxy.meter;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests may be with one endpoint at once, over all event loops, and which wait for one of them to end. The
 * count is one exact number: who is refused was refused while all were truly taken, so somebody is there to give one back.
 */
public final class Slots {
    private final AtomicInteger taken = new AtomicInteger();
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

    /** Sets how many there are, and how many may wait; those that wait are told of as many as have become free. */
    public void limit(int slots, int pending) {
        most = slots;
        mostWaiting = pending;
        for (int free = slots - taken.get(); free > 0 && waiters.get() > 0; free--) {
            wakeOne();
        }
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
        taken.decrementAndGet();
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

    /** How many are taken. */
    public int taken() {
        return taken.get();
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

    /** Takes one if there is one: a try that fails is never seen by another. */
    private boolean tryTake() {
        for (int now = taken.get(); now < most; now = taken.get()) {
            if (taken.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }
}
