package io.quorate.core.view;

import io.quorate.core.health.Vote;
import io.quorate.core.health.VoteState;
import java.util.List;

/**
 * The votes of a target's voters, counted. Who abstains is not counted at all.
 *
 * @param pending voters who have not voted yet, but will
 */
public record Quorum(int up, int down, int pending) {
    /** Counts one vote a voter. */
    public static Quorum of(List<Vote> votes) {
        return count(votes, true);
    }

    /** Counts one vote a voter; an up whose own latest evidence is a failure is no reason to bring anything back up. */
    public static Quorum ofReadmission(List<Vote> votes) {
        return count(votes, false);
    }

    private static Quorum count(List<Vote> votes, boolean doubted) {
        int up = 0;
        int down = 0;
        int pending = 0;
        for (Vote vote : votes) {
            VoteState state = vote.state();
            boolean counts = doubted || !vote.hysteresis().undecided();
            up += state == VoteState.UP && counts ? 1 : 0;
            down += state == VoteState.DOWN ? 1 : 0;
            pending += state == VoteState.PENDING || (state == VoteState.UP && !counts) ? 1 : 0;
        }
        return new Quorum(up, down, pending);
    }

    /** Whether nobody has voted. */
    public boolean isEmpty() {
        return up + down == 0;
    }

    /** Whether so many voted down that those who have not voted yet cannot change it. */
    public boolean isDown() {
        return down > up + pending;
    }

    /** Whether so many voted up that those who have not voted yet cannot change it; a tie is up. */
    public boolean isUp() {
        return up > 0 && up >= down + pending;
    }
}
