package io.quorate.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.health.Hysteresis;
import io.quorate.core.health.Vote;
import io.quorate.core.health.VoteState;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuorumTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, false, false",
        "0, 0, 3, false, false",
        "1, 0, 0, false, true",
        "0, 1, 0, true, false",
        "1, 1, 0, false, true",
        "2, 1, 0, false, true",
        "1, 2, 0, true, false",
        "1, 0, 1, false, true",
        "0, 1, 1, false, false",
        "1, 0, 2, false, false",
        "0, 2, 1, true, false",
        "1, 1, 1, false, false",
        "2, 2, 0, false, true",
        "2, 3, 0, true, false",
        "1, 2, 1, false, false"
    })
    void whoHasNotVotedYetCountsForTheOtherSide(int up, int down, int pending, boolean isDown, boolean isUp) {
        Quorum quorum = new Quorum(up, down, pending);

        assertThat(quorum.isDown()).isEqualTo(isDown);
        assertThat(quorum.isUp()).isEqualTo(isUp);
        assertThat(quorum.isEmpty()).isEqualTo(up + down == 0);
    }

    @Test
    void neverBothUpAndDownAndAlwaysOneOnceAllHaveVoted() {
        for (int up = 0; up < 6; up++) {
            for (int down = 0; down < 6; down++) {
                for (int pending = 0; pending < 6; pending++) {
                    Quorum quorum = new Quorum(up, down, pending);
                    assertThat(quorum.isUp() && quorum.isDown()).isFalse();
                    assertThat(pending > 0 || quorum.isEmpty() || quorum.isUp() || quorum.isDown())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void countsOneVoteAVoterAndNobodyWhoAbstains() {
        Vote up = vote(VoteState.UP);
        Vote down = vote(VoteState.DOWN);

        assertThat(Quorum.of(List.of(up, down, down, vote(VoteState.PENDING), up.abstaining(), down.abstaining())))
                .isEqualTo(new Quorum(1, 2, 1));
    }

    private static Vote vote(VoteState state) {
        MemberId vantage = new MemberId("m");
        return state == VoteState.PENDING
                ? Vote.pending(vantage, Samples.target(1))
                : new Vote(vantage, Samples.target(1), new Hysteresis(state, state == VoteState.UP, 1), "", 0);
    }
}
