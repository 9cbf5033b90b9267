package io.quorate.core.control;

import static io.quorate.core.control.Solo.A;
import static io.quorate.core.control.Solo.ONE;
import static io.quorate.core.control.Solo.SECOND;
import static io.quorate.core.control.Solo.SELF;
import static io.quorate.core.control.Solo.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.health.Abstention;
import io.quorate.core.health.Vote;
import io.quorate.core.health.VoteState;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Pulse;
import io.quorate.core.view.VerdictState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AbstainingTest {
    private final Solo solo = new Solo(3);

    @Test
    void abstainsAfterAPauseUntilTwoCleanIntervals() {
        solo.pass(A, 1);
        solo.votes(ONE, A, VoteState.UP);
        solo.freeze(SECOND);

        solo.run(SECOND, ONE);
        assertThat(own()).isEqualTo(VoteState.ABSTAIN);

        solo.run(4 * SECOND, ONE);
        assertThat(own()).isEqualTo(VoteState.UP);
    }

    @Test
    void saysAtOnceThatItAbstains() {
        solo.take();
        solo.freeze(SECOND);

        solo.controller.onTick(solo.now());

        assertThat(solo.take().told().all())
                .anyMatch(message -> message instanceof Pulse pulse && pulse.abstaining() && pulse.awareness() == 1);
    }

    @Test
    void tellsOfEachPauseOnceAndWhenItVotesAgain() {
        solo.take();
        solo.freeze(SECOND);
        solo.controller.onTick(solo.now());
        assertThat(solo.take().happened().abstentions()).containsExactly(new Abstention(true, Duration.ofSeconds(1)));
        solo.run(SECOND, ONE);
        solo.freeze(2 * SECOND);
        solo.controller.onTick(solo.now());
        assertThat(solo.take().happened().abstentions()).containsExactly(new Abstention(true, Duration.ofSeconds(2)));

        solo.run(10 * SECOND, ONE);
        assertThat(solo.take().happened().abstentions()).containsExactly(new Abstention(false, Duration.ofSeconds(7)));
        solo.run(10 * SECOND, ONE);
        assertThat(solo.take().happened().abstentions()).isEmpty();
    }

    @Test
    void tellsNothingOfAPauseWhileItStarts() {
        solo.controller.onSelf(new MemberCard("self", "", "", "", MemberState.STARTING), solo.now());
        solo.freeze(SECOND);
        solo.controller.onTick(solo.now());

        assertThat(solo.take().happened().abstentions()).isEmpty();
    }

    @Test
    void whatItHeldUpBeforeAPauseBringsNothingUpAfterIt() {
        solo.pass(A, 1);
        solo.votes(ONE, A, VoteState.UP);
        solo.freeze(SECOND);
        solo.votes(ONE, A, VoteState.DOWN);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.DOWN);

        solo.run(10 * SECOND, ONE);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.DOWN);

        solo.pass(A, 2);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
    }

    @Test
    void whatItHeldUpBeforeALongPauseIsNoVoteUntilAProbeHasToldSomething() {
        solo.pass(A, 1);
        solo.votes(ONE, A, VoteState.UP);
        solo.freeze(4 * SECOND);
        solo.run(10 * SECOND, ONE);
        assertThat(own()).isEqualTo(VoteState.ABSTAIN);

        solo.pass(A, 1);
        assertThat(own()).isEqualTo(VoteState.UP);
    }

    @Test
    void whatItCouldNotReachBeforeALongPauseItAvoidsAfterIt() {
        solo.pass(A, 1);
        solo.pass(Solo.B, 1);
        solo.votes(ONE, A, VoteState.UP);
        solo.fail(A, 3);
        solo.freeze(4 * SECOND);
        solo.run(10 * SECOND, ONE);

        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
        assertThat(solo.routable()).containsExactly(Solo.B);
    }

    @Test
    void whatItHeldUpBeforeAPauseCountsNoMoreOnceItFails() {
        Solo alone = new Solo(1);
        alone.pass(A, 1);
        alone.freeze(SECOND);
        alone.controller.onTick(alone.now());
        alone.timeout(A, 1);

        assertThat(alone.status(A).votes().get(0).hysteresis().state()).isEqualTo(VoteState.PENDING);
        alone.timeout(A, 3);
        alone.run(5 * SECOND);
        assertThat(alone.verdict(A)).isEqualTo(VerdictState.DOWN);
    }

    @Test
    void whatItCouldNotReachBeforeAPauseItAvoidsAfterIt() {
        solo.pass(A, 1);
        solo.pass(Solo.B, 1);
        solo.votes(ONE, A, VoteState.UP);
        solo.fail(A, 3);
        solo.freeze(SECOND);
        solo.run(10 * SECOND, ONE);

        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
        assertThat(solo.routable()).containsExactly(Solo.B);
    }

    @Test
    void theVoteOfAPeerThatAbstainsDoesNotCount() {
        solo.pass(A, 1);
        solo.votes(ONE, A, VoteState.UP);
        solo.fail(A, 3);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);

        solo.abstains(ONE, true);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.DOWN);

        solo.abstains(ONE, false);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
    }

    @Test
    void ifAllAbstainTheLastVerdictStandsAsStale() {
        solo.pass(A, 1);
        solo.votes(ONE, A, VoteState.UP);
        solo.abstains(ONE, true);
        solo.freeze(SECOND);
        solo.controller.onTick(solo.now());
        solo.fail(A, 3);

        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
        assertThat(solo.status(A).verdict().stale()).isTrue();
    }

    @Test
    void aDoubtfulWordIsBetterThanNoneForANewTarget() {
        solo.freeze(SECOND);
        solo.controller.onTick(solo.now());

        solo.pass(A, 1);

        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
    }

    @Test
    void silenceWhileThisMemberStoodStillEndsNoLease() {
        solo.pulse(ONE);
        solo.pulse(TWO);
        solo.freeze(5 * SECOND);
        solo.controller.onTick(solo.now());
        assertThat(solo.owners(A)).containsExactlyInAnyOrder(ONE, SELF, TWO);

        solo.run(3 * SECOND);
        assertThat(solo.owners(A)).containsExactly(SELF);
    }

    private VoteState own() {
        return solo.status(A).votes().stream()
                .filter(vote -> vote.vantage().equals(SELF))
                .map(Vote::state)
                .findFirst()
                .orElseThrow();
    }
}
