package io.quorate.discovery.kube;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** When to ask the API server again. Never two members at the same moment, should they have lost it at the same moment. */
final class RetryPace {
    /** A watch that stood for so long was no failure. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    /** 2 to the power of this is enough for any wait. */
    private static final int MOST_DOUBLINGS = 20;

    private final long first;
    private final long longest;
    private final DoubleSupplier random;
    private int failures;

    /** @param random from 0 to less than 1 */
    RetryPace(Duration first, Duration longest, DoubleSupplier random) {
        this.first = first.toMillis();
        this.longest = longest.toMillis();
        this.random = random;
    }

    /** Milliseconds to wait after a try that failed; never less than the first wait. */
    long afterFailure() {
        long doubled = first << Math.min(failures++, MOST_DOUBLINGS);
        long wait = Math.min(doubled, longest);
        return Math.min(longest, wait + (long) (wait * random.getAsDouble() / 4));
    }

    /** Milliseconds to wait after a watch that ended before it was to. */
    long afterWatchOf(Duration lived) {
        if (lived.compareTo(STEADY) < 0) {
            return afterFailure();
        }
        failures = 0;
        return 1 + (long) (first * random.getAsDouble());
    }

    /** A watch ended as it was to. */
    void calm() {
        failures = 0;
    }
}
