package io.quorate.core.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time in nanoseconds, and what is to happen in it. What is due at one moment happens in the order it was put. */
final class Agenda {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000 * MILLI;

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::time).thenComparingLong(Entry::number));
    private long now;
    private long number;

    private record Entry(long time, long number, Runnable action) {}

    long now() {
        return now;
    }

    void at(long time, Runnable action) {
        entries.add(new Entry(Math.max(now, time), number++, action));
    }

    void after(long nanos, Runnable action) {
        at(now + nanos, action);
    }

    /** Again and again, for ever. */
    void every(long nanos, Runnable action) {
        after(nanos, () -> {
            action.run();
            every(nanos, action);
        });
    }

    void runUntil(long end) {
        for (Entry next = entries.peek(); next != null && next.time <= end; next = entries.peek()) {
            entries.remove();
            now = next.time;
            next.action.run();
        }
        now = end;
    }
}
