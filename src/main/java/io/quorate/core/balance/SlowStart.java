package io.quorate.core.balance;

import io.quorate.core.model.net.EndpointAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How much of its weight an endpoint has that has returned, or is new among others: a tenth at first, then a tenth more
 * after each tenth of the time. What is there from the beginning has all of it. Times are nanoseconds of one monotonic
 * clock.
 */
public final class SlowStart {
    public static final int STEPS = 10;

    private final Set<EndpointAddress> known = new HashSet<>();
    private final Set<EndpointAddress> cold = new HashSet<>();
    private final Map<EndpointAddress, Long> since = new HashMap<>();

    /** How an endpoint stands. */
    public enum State {
        /** Nothing is known yet. */
        UNKNOWN,
        OUT,
        IN
    }

    /** Takes how all endpoints of an upstream stand; those not among them are forgotten. */
    public void observe(Map<EndpointAddress, State> states, long now) {
        boolean first = known.isEmpty();
        states.forEach((address, state) -> {
            boolean isNew = known.add(address);
            if (state == State.OUT || (isNew && !first)) {
                cold.add(address);
                since.remove(address);
            }
            if (state == State.IN && cold.remove(address)) {
                since.put(address, now);
            }
        });
        known.retainAll(states.keySet());
        cold.retainAll(states.keySet());
        since.keySet().retainAll(states.keySet());
    }

    /** Its share in steps, 1 to {@link #STEPS}. */
    public int step(EndpointAddress address, Duration lasts, long now) {
        Long began = since.get(address);
        if (began == null) {
            return STEPS;
        }
        long passed = now - began;
        if (passed >= lasts.toNanos()) {
            since.remove(address);
            return STEPS;
        }
        return 1 + (int) ((double) passed / lasts.toNanos() * STEPS);
    }

    /** Whether any share still grows. */
    public boolean isGoingOn() {
        return !since.isEmpty();
    }
}
