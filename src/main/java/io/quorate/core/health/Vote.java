package io.quorate.core.health;

import io.quorate.core.model.MemberId;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.Thresholds;

/**
 * One vantage's word on one target.
 *
 * @param blind how many of the last tries in a row told nothing; after {@link #BLIND} the vantage abstains
 * @param reason the last evidence, in words; empty while there is none
 * @param at when this was known to hold last, in nanoseconds of the holder's monotonic clock; 0 while there is none
 */
public record Vote(MemberId vantage, TargetId target, Hysteresis hysteresis, int blind, String reason, long at) {
    /** So many tries in a row that tell nothing make an earlier word stale. */
    public static final int BLIND = 3;

    public Vote(MemberId vantage, TargetId target, Hysteresis hysteresis, String reason, long at) {
        this(vantage, target, hysteresis, 0, reason, at);
    }

    /** The vote of a vantage that has seen nothing yet. */
    public static Vote pending(MemberId vantage, TargetId target) {
        return expecting(vantage, target, VoteState.PENDING);
    }

    /** The vote of a vantage that has seen nothing yet, of a target of which others hold that. */
    public static Vote expecting(MemberId vantage, TargetId target, VoteState others) {
        return new Vote(vantage, target, Hysteresis.expecting(others), "", 0);
    }

    /** The vote after one more observation; an inconclusive one is no evidence either way. */
    public Vote after(Observation observation, Thresholds thresholds) {
        Outcome outcome = observation.outcome();
        if (outcome instanceof Outcome.Inconclusive) {
            return new Vote(vantage, target, hysteresis, Math.min(blind + 1, BLIND), reason, at);
        }
        Hysteresis next = hysteresis.after(outcome instanceof Outcome.Pass, thresholds);
        return new Vote(vantage, target, next, outcome.reason(), observation.at());
    }

    /** The same evidence, from a vantage that does not trust itself. */
    public Vote abstaining() {
        return new Vote(vantage, target, hysteresis, BLIND, reason, at);
    }

    /** What the vantage holds. */
    public VoteState state() {
        return blind >= BLIND ? VoteState.ABSTAIN : hysteresis.state();
    }
}
