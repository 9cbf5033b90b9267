package io.quorate.proxy.log;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Lines that wait to be written: from any event loop, without a lock, to one writer; no more than so many bytes. */
final class Backlog {
    /** What a line takes in memory besides its bytes. */
    private static final int OVERHEAD = 64;

    private final ConcurrentLinkedQueue<byte[]> lines = new ConcurrentLinkedQueue<>();
    private final AtomicLong held = new AtomicLong();
    private final long most;
    private final Runnable onFilling;

    /**
     * None yet.
     *
     * @param onFilling told, by whoever adds, when it would be well to write soon
     */
    Backlog(long mostBytes, Runnable onFilling) {
        this.most = mostBytes;
        this.onFilling = onFilling;
    }

    /** Takes a line unless there is no room for it. */
    boolean add(byte[] line) {
        int size = line.length + OVERHEAD;
        long now = held.addAndGet(size);
        if (now > most) {
            held.addAndGet(-size);
            return false;
        }
        lines.add(line);
        if (now > much() && now - size <= much()) {
            onFilling.run();
        }
        return true;
    }

    /** Whether it would be well to write soon. */
    boolean isFilling() {
        return held.get() > much();
    }

    /** How many there are just now; takes the longer the more there are. */
    int lines() {
        return lines.size();
    }

    /** The line to write next; for the writer only. */
    byte @Nullable [] next() {
        return lines.peek();
    }

    /** That line is taken. */
    void taken() {
        byte[] line = lines.poll();
        if (line != null) {
            held.addAndGet(-(line.length + OVERHEAD));
        }
    }

    private long much() {
        return most / 4;
    }
}
