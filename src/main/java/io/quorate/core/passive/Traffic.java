package io.quorate.core.passive;

import java.time.Duration;

/** What one endpoint's requests came to within a window, in ten parts. Times are nanoseconds of one monotonic clock. */
final class Traffic {
    private static final int PARTS = 10;

    private final long partNanos;
    private final long[] answered = new long[PARTS];
    private final long[] failed = new long[PARTS];
    private final long[] millis = new long[PARTS];
    private Sum seen = Sum.NONE;
    private Sum total = Sum.NONE;
    private boolean begun;
    private long partEnds;
    private int part;

    Traffic(Duration window, long now) {
        this.partNanos = Math.max(1, window.toNanos() / PARTS);
        this.partEnds = now + partNanos;
    }

    /** Numbers of requests, and how long those took together. */
    record Sum(long answered, long failed, long millis) {
        static final Sum NONE = new Sum(0, 0, 0);

        long requests() {
            return answered + failed;
        }

        double failing() {
            return requests() == 0 ? 0 : (double) failed / requests();
        }

        double meanMillis() {
            return requests() == 0 ? 0 : (double) millis / requests();
        }

        Sum and(Sum more) {
            return new Sum(answered + more.answered, failed + more.failed, millis + more.millis);
        }

        Sum since(Sum earlier) {
            return new Sum(answered - earlier.answered, failed - earlier.failed, millis - earlier.millis);
        }
    }

    /**
     * Takes what they have come to since the member started. What they were before this is told for the first time may be
     * long ago, and says nothing.
     */
    void take(Sum next, long now) {
        turn(now);
        Sum more = begun ? next.since(seen) : Sum.NONE;
        begun = true;
        seen = next;
        answered[part] += more.answered;
        failed[part] += more.failed;
        millis[part] += more.millis;
        total = total.and(more);
    }

    /** All that were taken. */
    Sum total() {
        return total;
    }

    Sum within(long now) {
        turn(now);
        long answers = 0;
        long failures = 0;
        long took = 0;
        for (int i = 0; i < PARTS; i++) {
            answers += answered[i];
            failures += failed[i];
            took += millis[i];
        }
        return new Sum(answers, failures, took);
    }

    /** What has been is no evidence any more. */
    void forget() {
        for (int i = 0; i < PARTS; i++) {
            clear(i);
        }
    }

    private void turn(long now) {
        if (now - partEnds >= PARTS * partNanos) {
            forget();
            partEnds = now + partNanos;
        }
        while (now - partEnds >= 0) {
            part = (part + 1) % PARTS;
            clear(part);
            partEnds += partNanos;
        }
    }

    private void clear(int index) {
        answered[index] = 0;
        failed[index] = 0;
        millis[index] = 0;
    }
}
