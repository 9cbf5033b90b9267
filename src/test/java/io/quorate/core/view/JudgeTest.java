package io.quorate.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.health.Hysteresis;
import io.quorate.core.health.Vote;
import io.quorate.core.health.VoteState;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {
    private static final long NOW = 1_000;
    private static final List<VerdictState> STATES = List.of(VerdictState.values());

    /** Votes as U, D, P (pending) and A (abstaining); the verdict does not depend on the one before. */
    @ParameterizedTest
    @CsvSource({
        "U,     UP",
        "D,     DOWN",
        "UD,    UP",
        "DUDU,  UP",
        "DDU,   DOWN",
        "DUU,   UP",
        "DDP,   DOWN",
        "UUP,   UP",
        "UUDP,  UP",
        "UP,    UP",
        "DDDUP, DOWN",
        "DDDUU, DOWN",
        "DA,    DOWN",
        "UAA,   UP",
        "DUA,   UP",
        "DDUAA, DOWN"
    })
    void ejectionNeedsAMajorityOfTheVoters(String votes, VerdictState expected) {
        for (VerdictState before : VerdictState.values()) {
            Verdict verdict = Judge.verdict(votes(votes), previous(before), NOW);

            assertThat(verdict.state()).as("after %s", before).isEqualTo(expected);
            assertThat(verdict.stale()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DP", "DPP", "UPP", "UDP", "UUDDP", "DPA"})
    void whileThoseWhoHaveNotVotedCouldDecideTheLastVerdictStands(String votes) {
        for (VerdictState before : List.of(VerdictState.UP, VerdictState.DOWN)) {
            assertThat(Judge.verdict(votes(votes), previous(before), NOW)).isEqualTo(previous(before));
        }
    }

    @Test
    void anUpThatIsFailingKeepsATargetUpButBringsNoneBack() {
        Hysteresis failing = new Hysteresis(VoteState.UP, false, 1);
        List<Vote> votes = new ArrayList<>(votes("DU"));
        votes.set(1, new Vote(votes.get(1).vantage(), Samples.target(1), failing, "refused", 1));

        assertThat(Judge.verdict(votes, previous(VerdictState.UP), NOW)).isEqualTo(previous(VerdictState.UP));
        assertThat(Judge.verdict(votes, previous(VerdictState.DOWN), NOW)).isEqualTo(previous(VerdictState.DOWN));
    }

    @Test
    void theFirstVoteForANewTargetLetsItIn() {
        Verdict pending = Verdict.pending(5);

        assertThat(Judge.verdict(votes("DPP"), pending, NOW)).isEqualTo(pending);
        assertThat(Judge.verdict(votes("UPP"), pending, NOW).state()).isEqualTo(VerdictState.UP);
        assertThat(Judge.verdict(votes("UDP"), pending, NOW).state()).isEqualTo(VerdictState.UP);
    }

    @ParameterizedTest
    @EnumSource(names = {"UP", "DOWN"})
    void withNoVoteTheLastVerdictStandsAsStale(VerdictState before) {
        Verdict expected = new Verdict(before, "before", 5, true);

        assertThat(Judge.verdict(List.of(), previous(before), NOW)).isEqualTo(expected);
        assertThat(Judge.verdict(votes("PAP"), previous(before), NOW)).isEqualTo(expected);
        assertThat(Judge.verdict(List.of(), expected, NOW)).isEqualTo(expected);
    }

    @Test
    void whatNobodyEverVotedOnIsPendingAndNotStale() {
        assertThat(Judge.verdict(votes("P"), Verdict.pending(5), NOW)).isEqualTo(Verdict.pending(5));
    }

    @Test
    void aVerdictThatDoesNotTurnKeepsItsReasonAndTime() {
        Verdict stale = new Verdict(VerdictState.UP, "before", 5, true);

        assertThat(Judge.verdict(votes("U"), stale, NOW)).isEqualTo(new Verdict(VerdictState.UP, "before", 5, false));
    }

    @Test
    void aVerdictThatTurnsTakesTheReasonOfTheFirstVantageThatAgrees() {
        assertThat(Judge.verdict(votes("UDD"), previous(VerdictState.UP), NOW))
                .isEqualTo(new Verdict(VerdictState.DOWN, "D from 1", NOW, false));
        assertThat(Judge.verdict(votes("ADUU"), previous(VerdictState.DOWN), NOW))
                .isEqualTo(new Verdict(VerdictState.UP, "U from 2", NOW, false));
    }

    @Test
    void theOrderOfTheVotesDoesNotMatter() {
        Random random = new Random(3);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder states = new StringBuilder();
            random.ints(random.nextInt(8), 0, 4).forEach(state -> states.append("UDPA".charAt(state)));
            List<Vote> votes = votes(states.toString());
            Verdict before = previous(STATES.get(random.nextInt(3)));
            List<Vote> shuffled = new ArrayList<>(votes);
            Collections.shuffle(shuffled, random);

            assertThat(Judge.verdict(shuffled, before, NOW))
                    .as("votes %s, before %s", states, before)
                    .isEqualTo(Judge.verdict(votes, before, NOW));
        }
    }

    private static Verdict previous(VerdictState state) {
        return state == VerdictState.PENDING ? Verdict.pending(5) : new Verdict(state, "before", 5, false);
    }

    private static List<Vote> votes(String states) {
        List<Vote> votes = new ArrayList<>();
        for (int i = 0; i < states.length(); i++) {
            MemberId vantage = new MemberId(String.valueOf(i));
            char state = states.charAt(i);
            Vote vote = new Vote(vantage, Samples.target(1), hysteresis(state), state + " from " + i, i);
            votes.add(state == 'A' ? vote.abstaining() : vote);
        }
        return votes;
    }

    private static Hysteresis hysteresis(char state) {
        if (state == 'P' || state == 'A') {
            return Hysteresis.NEW;
        }
        return new Hysteresis(state == 'U' ? VoteState.UP : VoteState.DOWN, state == 'U', 1);
    }
}
