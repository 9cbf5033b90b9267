package io.quorate.core.health;

import io.quorate.core.model.MemberId;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.Thresholds;

/**
 * One vantage's word on one target.
 *
 * @param reason the last outcome, in words; empty while pending
 * @param at when the last outcome was known, in nanoseconds of the holder's monotonic clock; 0 while pending
 */
public record Vote(MemberId vantage, TargetId target, Hysteresis hysteresis, String reason, long at) {
    /** The vote of a vantage that has seen nothing yet. */
    public static Vote pending(MemberId vantage, TargetId target) {
        return new Vote(vantage, target, Hysteresis.NEW, "", 0);
    }

    /** The vote after one more observation; an inconclusive one changes nothing. */
    public Vote after(Observation observation, Thresholds thresholds) {
        Outcome outcome = observation.outcome();
        if (outcome instanceof Outcome.Inconclusive) {
            return this;
        }
        Hysteresis next = hysteresis.after(outcome instanceof Outcome.Pass, thresholds);
        return new Vote(vantage, target, next, outcome.reason(), observation.at());
    }

    /** What the vantage holds. */
    public VoteState state() {
        return hysteresis.state();
    }
}
