package io.quorate.core.view;

import io.quorate.core.health.Vote;
import io.quorate.core.health.VoteState;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Turns votes into a verdict: a pure function, so that members with the same votes reach the same verdict. */
public final class Judge {
    private Judge() {}

    /**
     * The verdict that the votes give. An ejection needs a majority of the voters who do not abstain; a tie leaves the
     * target up, and what is down needs ups that the latest evidence does not speak against. While voters that have not voted yet could still decide otherwise the previous verdict stands, but the
     * first vote for a new target lets it in. If nobody has voted the previous verdict stands as stale.
     *
     * @param votes one a voter
     * @param now in nanoseconds of the holder's monotonic clock
     */
    public static Verdict verdict(List<Vote> votes, Verdict previous, long now) {
        boolean isDown = previous.state() == VerdictState.DOWN;
        Quorum quorum = isDown ? Quorum.ofReadmission(votes) : Quorum.of(votes);
        if (quorum.isEmpty()) {
            return previous.state() == VerdictState.PENDING ? previous : previous.inherited();
        }
        VerdictState state = state(quorum, previous.state());
        if (state == previous.state()) {
            return new Verdict(state, previous.reason(), previous.since(), false);
        }
        return new Verdict(state, reason(votes, state), now, false);
    }

    private static VerdictState state(Quorum quorum, VerdictState previous) {
        if (quorum.isDown()) {
            return VerdictState.DOWN;
        }
        boolean letIn = previous == VerdictState.PENDING && quorum.up() > 0;
        return quorum.isUp() || letIn ? VerdictState.UP : previous;
    }

    /** The first vantage's by id, so that members that got the votes in another order give the same. */
    private static String reason(List<Vote> votes, VerdictState state) {
        VoteState wanted = state == VerdictState.UP ? VoteState.UP : VoteState.DOWN;
        Optional<Vote> first =
                votes.stream().filter(vote -> vote.state() == wanted).min(Comparator.comparing(Vote::vantage));
        return first.map(Vote::reason).orElse("");
    }
}
