package io.quorate.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.MemberId;
import io.quorate.core.model.Samples;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.Thresholds;
import org.junit.jupiter.api.Test;

class VoteTest {
    private static final TargetId TARGET = Samples.target(1);
    private static final Thresholds THRESHOLDS = new Thresholds(1, 1);
    private static final Vote NEW = Vote.pending(new MemberId("m"), TARGET);
    private static final Outcome REFUSED = new Outcome.Failure(FailureKind.L4CON, "refused", 5);

    private static final Outcome PAUSED = new Outcome.Inconclusive("paused");

    @Test
    void beginsPendingWithoutAReason() {
        assertThat(NEW.state()).isEqualTo(VoteState.PENDING);
        assertThat(NEW.reason()).isEmpty();
        assertThat(NEW.at()).isZero();
    }

    @Test
    void keepsTheLastOutcomeAndItsTime() {
        Vote down = after(NEW, REFUSED, 7);
        Vote up = after(down, new Outcome.Pass("200 OK", 3), 9);

        assertThat(down).isEqualTo(new Vote(NEW.vantage(), TARGET, down.hysteresis(), "L4CON: refused", 7));
        assertThat(down.state()).isEqualTo(VoteState.DOWN);
        assertThat(up).isEqualTo(new Vote(NEW.vantage(), TARGET, up.hysteresis(), "200 OK", 9));
        assertThat(up.state()).isEqualTo(VoteState.UP);
    }

    @Test
    void anInconclusiveOutcomeIsNoEvidence() {
        Vote refused = after(NEW, REFUSED, 7);

        Vote next = after(refused, PAUSED, 8);

        assertThat(PAUSED.reason()).isEqualTo("paused");
        assertThat(next.hysteresis()).isEqualTo(refused.hysteresis());
        assertThat(next.state()).isEqualTo(VoteState.DOWN);
        assertThat(next.reason()).isEqualTo(refused.reason());
        assertThat(next.at()).isEqualTo(7);
    }

    @Test
    void aVantageThatLearnsNothingThriceInARowAbstainsUntilItLearnsSomething() {
        Vote refused = after(NEW, REFUSED, 7);
        Vote blind = after(after(after(refused, PAUSED, 8), PAUSED, 9), PAUSED, 10);

        assertThat(blind.state()).isEqualTo(VoteState.ABSTAIN);
        assertThat(after(blind, PAUSED, 11)).isEqualTo(blind);
        assertThat(after(blind, REFUSED, 12).state()).isEqualTo(VoteState.DOWN);
        assertThat(after(blind, REFUSED, 12).hysteresis().streak()).isEqualTo(2);
    }

    @Test
    void aVantageThatDoesNotTrustItselfAbstainsWithTheSameEvidence() {
        Vote refused = after(NEW, REFUSED, 7);

        assertThat(refused.abstaining().state()).isEqualTo(VoteState.ABSTAIN);
        assertThat(refused.abstaining().hysteresis()).isEqualTo(refused.hysteresis());
    }

    @Test
    void passesAndFailuresEachCountTowardsTheirOwnThreshold() {
        Thresholds thresholds = new Thresholds(2, 3);
        Vote vote = NEW;
        StringBuilder states = new StringBuilder();
        for (boolean pass : new boolean[] {true, false, false, false, true, true}) {
            Outcome next = pass ? new Outcome.Pass("ok", 1) : REFUSED;
            vote = vote.after(new Observation(TARGET, next, 1), thresholds);
            states.append(vote.state().name().charAt(0));
        }

        assertThat(states).hasToString("UUUDDU");
    }

    @Test
    void everyKindOfFailureSaysWhatItMeans() {
        assertThat(FailureKind.values())
                .allSatisfy(kind -> assertThat(kind.meaning()).isNotBlank());
        assertThat(FailureKind.values()).extracting(FailureKind::meaning).doesNotHaveDuplicates();
    }

    private static Vote after(Vote vote, Outcome outcome, long at) {
        return vote.after(new Observation(TARGET, outcome, at), THRESHOLDS);
    }
}
