package io.quorate.core.health;

import io.quorate.core.model.check.Thresholds;
import io.quorate.core.model.text.Expect;

/**
 * Rise and fall of one target at one vantage: a state turns only after enough outcomes in a row speak against it. The
 * first outcome of a new target decides alone.
 *
 * @param passed whether the last outcome was a pass; without meaning while pending
 * @param streak how many of the last outcomes in a row were alike, 0 while pending; stops counting at 1 000 000
 */
public record Hysteresis(VoteState state, boolean passed, int streak) {
    /** Nothing known yet. */
    public static final Hysteresis NEW = new Hysteresis(VoteState.PENDING, false, 0);

    private static final int MOST = 1_000_000;

    public Hysteresis {
        boolean counted = (state == VoteState.PENDING) == (streak == 0);
        Expect.that(counted && streak >= 0, "streak", streak, "0 while pending, else 1 or more");
    }

    /** The state after one more outcome. */
    public Hysteresis after(boolean pass, Thresholds thresholds) {
        int alike = pass == passed && state != VoteState.PENDING ? Math.min(streak + 1, MOST) : 1;
        int needed = pass ? thresholds.rise() : thresholds.fall();
        boolean turns = state == VoteState.PENDING || alike >= needed;
        return new Hysteresis(turns ? stateFor(pass) : state, pass, alike);
    }

    /** Whether the last outcome speaks against the state, or there is no state yet. */
    public boolean undecided() {
        return state != stateFor(passed);
    }

    private static VoteState stateFor(boolean pass) {
        return pass ? VoteState.UP : VoteState.DOWN;
    }
}
