package io.quorate.core.view;

import io.quorate.core.health.VoteState;
import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.StableHash;

/**
 * What one vantage holds of one target, as told to others. Only that vantage writes it.
 *
 * @param target {@link io.quorate.core.model.TargetId#key}
 * @param suspect whether the latest evidence speaks against what was held: the owners should look at once
 * @param streak how many outcomes in a row were alike when this was written, 0 if there was none
 * @param reason the evidence, in words; at most {@link #LONGEST_REASON} characters
 */
public record Register(long target, VoteState state, boolean suspect, int streak, String reason) {
    public static final int LONGEST_REASON = 120;

    public Register {
        Expect.that(streak >= 0, "streak", streak, "0 or more");
        Expect.that(reason.length() <= LONGEST_REASON, "reason", reason, "at most " + LONGEST_REASON + " characters");
    }

    /** The reason, cut to what a register holds. */
    public static String shortened(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON - 1) + "…";
    }

    /** What this adds to the digest of the registers that it is one of. */
    public long digest() {
        return StableHash.of(target, StableHash.of(state.name()), suspect ? 1 : 0, streak);
    }
}
