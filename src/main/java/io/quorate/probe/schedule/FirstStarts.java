package io.quorate.probe.schedule;

/** How many new targets may be started now: a first few at once, then so many a second (a token bucket). */
final class FirstStarts {
    private static final int AT_ONCE = 256;
    private static final long NANOS_EACH = 1_000_000_000L / 5_000;

    private long credit = AT_ONCE * NANOS_EACH;
    private long countedAt;

    FirstStarts(long now) {
        this.countedAt = now;
    }

    /** Whether one more may start; if so, it is counted. */
    boolean take(long now) {
        credit = Math.min(AT_ONCE * NANOS_EACH, credit + (now - countedAt));
        countedAt = now;
        if (credit < NANOS_EACH) {
            return false;
        }
        credit -= NANOS_EACH;
        return true;
    }
}
