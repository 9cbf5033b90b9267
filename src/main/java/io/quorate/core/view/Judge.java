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
     * The verdict that the votes give. An ejection needs a majority of those who voted; a tie leaves the target up. If
     * nobody has voted yet the previous verdict stands, as stale unless it is pending.
     *
     * @param votes at most one a vantage
     * @param now in nanoseconds of the holder's monotonic clock
     */
    public static Verdict verdict(List<Vote> votes, Verdict previous, long now) {
        long up = count(votes, VoteState.UP);
        long down = count(votes, VoteState.DOWN);
        if (up + down == 0) {
            return previous.state() == VerdictState.PENDING ? previous : previous.inherited();
        }
        VerdictState state = down > up ? VerdictState.DOWN : VerdictState.UP;
        if (state == previous.state()) {
            return new Verdict(state, previous.reason(), previous.since(), false);
        }
        return new Verdict(state, reason(votes, state), now, false);
    }

    private static long count(List<Vote> votes, VoteState state) {
        return votes.stream().filter(vote -> vote.state() == state).count();
    }

    /** The first vantage's by id, so that members that got the votes in another order give the same. */
    private static String reason(List<Vote> votes, VerdictState state) {
        Optional<Vote> first = votes.stream()
                .filter(vote -> vote.state().name().equals(state.name()))
                .min(Comparator.comparing(Vote::vantage));
        return first.map(Vote::reason).orElse("");
    }
}
