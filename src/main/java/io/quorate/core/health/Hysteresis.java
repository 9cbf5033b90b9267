package io.quorate.core.health;

import io.quorate.core.model.check.Thresholds;
import io.quorate.core.model.text.Expect;

/**
 * Rise and fall of one target at one vantage: a state turns only after enough outcomes in a row speak against it. The
 * first outcome of a new target decides alone, unless it speaks against what was expected.
 *
 * @param state {@link VoteState#PENDING}, {@link VoteState#UP} or {@link VoteState#DOWN}
 * @param passed whether the last outcome was a pass; without meaning while there was none
 * @param streak how many of the last outcomes in a row were alike, 0 while there was none; stops counting at 1 000 000
 * @param expected what others hold of the target, as long as nothing is held here; else {@link VoteState#PENDING}
 */
public record Hysteresis(VoteState state, boolean passed, int streak, VoteState expected) {
    /** Nothing known yet. */
    public static final Hysteresis NEW = expecting(VoteState.PENDING);

    private static final int MOST = 1_000_000;

    public Hysteresis {
        Expect.that(state != VoteState.ABSTAIN, "state", state, "pending, up or down");
        boolean counted = state == VoteState.PENDING || (streak > 0 && expected == VoteState.PENDING);
        Expect.that(counted && streak >= 0, "streak", streak, "1 or more unless pending, and then nothing expected");
    }

    public Hysteresis(VoteState state, boolean passed, int streak) {
        this(state, passed, streak, VoteState.PENDING);
    }

    /** Nothing seen yet, of a target of which others hold that: one outcome confirms it, and several refute it. */
    public static Hysteresis expecting(VoteState others) {
        return new Hysteresis(VoteState.PENDING, false, 0, others);
    }

    /** The state after one more outcome. */
    public Hysteresis after(boolean pass, Thresholds thresholds) {
        int alike = pass == passed && streak > 0 ? Math.min(streak + 1, MOST) : 1;
        int needed = pass ? thresholds.rise() : thresholds.fall();
        boolean contradicts = state == VoteState.PENDING ? expected == opposite(stateFor(pass)) : true;
        if (!contradicts || alike >= needed) {
            return new Hysteresis(stateFor(pass), pass, alike);
        }
        return new Hysteresis(state, pass, alike, expected);
    }

    /** Whether the last outcome speaks against the state, or there is no state yet. */
    public boolean undecided() {
        return state != stateFor(passed);
    }

    private static VoteState stateFor(boolean pass) {
        return pass ? VoteState.UP : VoteState.DOWN;
    }

    private static VoteState opposite(VoteState decided) {
        return decided == VoteState.UP ? VoteState.DOWN : VoteState.UP;
    }
}
