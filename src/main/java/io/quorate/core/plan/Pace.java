package io.quorate.core.plan;

import io.quorate.core.health.Hysteresis;
import io.quorate.core.health.VoteState;
import io.quorate.core.model.check.Timing;
import java.time.Duration;

/** How often a target is probed: seldom while it is settled, fast until it is. */
public enum Pace {
    STEADY,
    FAST,
    DOWN;

    /** The pace that a vote asks for. */
    public static Pace of(Hysteresis hysteresis) {
        if (hysteresis.undecided()) {
            return FAST;
        }
        return hysteresis.state() == VoteState.DOWN ? DOWN : STEADY;
    }

    /** The time from the start of one probe to the start of the next. */
    public Duration interval(Timing timing) {
        return switch (this) {
            case STEADY -> timing.interval();
            case FAST -> timing.fast();
            case DOWN -> timing.down();
        };
    }
}
