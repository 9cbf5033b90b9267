package io.quorate.core.control;

import io.quorate.core.health.Hysteresis;
import io.quorate.core.health.Outcome;
import io.quorate.core.health.VoteState;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.view.VerdictState;
import java.time.Duration;
import java.util.Comparator;

/** When a member may doubt itself, and for how long. */
final class Settling {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private Settling() {}

    /** How long a member abstains after a pause: two intervals of the slowest check, within 1 s and 20 s. */
    static long cleanNanos(ProxyConfig config) {
        Duration slowest = config.upstreams().stream()
                .filter(upstream -> !upstream.check().isNone())
                .map(upstream -> upstream.check().timing().interval())
                .max(Comparator.naturalOrder())
                .orElse(SHORTEST);
        Duration two = slowest.multipliedBy(2);
        Duration least = two.compareTo(SHORTEST) < 0 ? SHORTEST : two;
        return (least.compareTo(LONGEST) > 0 ? LONGEST : least).toNanos();
    }

    /**
     * Whether an outcome speaks against the observer rather than the target, if others vouch for it: another timeout
     * after it was outvoted, or a pass that shows the failures before it to have been a false alarm.
     */
    static boolean isOutvoted(Tracked before, Outcome outcome) {
        if (before.verdict().state() != VerdictState.UP) {
            return false;
        }
        Hysteresis held = before.own().vote().hysteresis();
        if (outcome instanceof Outcome.Failure failure) {
            return held.state() == VoteState.DOWN && failure.kind().isTimeout();
        }
        boolean falseAlarm = held.state() == VoteState.UP && !held.passed();
        return outcome instanceof Outcome.Pass && falseAlarm;
    }
}
