package io.quorate.proxy.meter;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What requests of all event loops to one endpoint of one upstream have come to. Of an endpoint that works nothing shared
 * is written but striped counters.
 */
public final class Outcomes {
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder millis = new LongAdder();
    private final AtomicInteger failedInARow = new AtomicInteger();
    private final AtomicLong lastTrial = new AtomicLong();
    private long told;

    /** One was answered, and the answer took that long to begin. */
    public void answered(long took) {
        answered.increment();
        millis.add(took);
        if (failedInARow.get() != 0) {
            failedInARow.set(0);
        }
    }

    /** One failed, after that long; how many have now done so in a row. */
    public int failed(long took) {
        failed.increment();
        millis.add(took);
        return failedInARow.incrementAndGet();
    }

    /** Whether whoever asks is the one to make the trial request of that number; only one is. */
    public boolean claims(long trial) {
        return lastTrial.get() != trial && lastTrial.getAndSet(trial) != trial;
    }

    public long answered() {
        return answered.sum();
    }

    public long failed() {
        return failed.sum();
    }

    public long millis() {
        return millis.sum();
    }

    /** Whether there were more since this was asked last; to be asked by one thread. */
    boolean haveChanged() {
        long all = answered.sum() + failed.sum();
        boolean changed = all != told;
        told = all;
        return changed;
    }
}
