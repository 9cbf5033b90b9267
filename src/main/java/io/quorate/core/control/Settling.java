package io.quorate.core.control;

import io.quorate.core.health.Outcome;
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
     * Whether an outcome speaks against the observer rather than the target, if others vouch for it: a pass that shows
     * the timeout before it to have been a false alarm, as on a link that loses packets. An endpoint that this member
     * can never reach says nothing about its other probes.
     */
    static boolean isFalseAlarm(Tracked before, Outcome outcome) {
        boolean routed = before.verdict().state() == VerdictState.UP;
        return routed && before.own().timedOut() && outcome instanceof Outcome.Pass;
    }
}
