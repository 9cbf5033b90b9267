package io.quorate.core.control;

import static io.quorate.core.control.Solo.A;
import static io.quorate.core.control.Solo.B;
import static io.quorate.core.control.Solo.ONE;
import static io.quorate.core.control.Solo.SECOND;
import static io.quorate.core.control.Solo.SELF;
import static io.quorate.core.control.Solo.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.health.Awareness;
import io.quorate.core.health.VoteState;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.plan.Pace;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Pull;
import io.quorate.core.view.Register;
import io.quorate.core.view.Report;
import io.quorate.core.view.VerdictState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One controller while others come, go and return. */
class ComingAndGoingTest {
    private final Solo solo = new Solo(3);

    @Test
    void aMemberThatStartsOwnsNothingWhileThereAreOthers() {
        allUp();
        solo.controller.onSelf(Solo.card("self", MemberState.STARTING), solo.now());
        assertThat(solo.owners(A)).containsExactlyInAnyOrder(ONE, TWO);

        solo.run(4 * SECOND);
        assertThat(solo.owners(A)).as("alone").containsExactly(SELF);
    }

    @Test
    void whatItsOwnersDoNotKnowIsProbedByWhoeverKnowsIt() {
        Solo one = new Solo(1);
        one.pulse(ONE);
        one.pulse(TWO);
        EndpointAddress foreign = one.owners(A).contains(SELF) ? B : A;
        MemberId owner = one.owners(foreign).iterator().next();
        assertThat(owner).isNotEqualTo(SELF);
        one.run(2 * SECOND, ONE, TWO);
        assertThat(one.owners(foreign)).containsExactly(owner);

        one.run(6 * SECOND, ONE, TWO);
        assertThat(one.owners(foreign)).containsExactlyInAnyOrder(owner, SELF);
        assertThat(one.take().probes().assigned())
                .extracting(assignment -> assignment.target().address())
                .contains(foreign);
        one.pass(foreign, 1);
        assertThat(one.verdict(foreign)).isEqualTo(VerdictState.UP);

        one.votes(owner, foreign, VoteState.UP);
        one.run(2 * SECOND, ONE, TWO);
        assertThat(one.owners(foreign)).containsExactly(owner);
        assertThat(one.take().probes().retired()).extracting(TargetId::address).containsExactly(foreign);
        assertThat(one.verdict(foreign)).isEqualTo(VerdictState.UP);
    }

    @Test
    void anOwnerThatDoesNotKnowATargetIsNoVoterOnIt() {
        solo.pulse(ONE);
        solo.pulse(TWO);
        solo.pass(A, 2);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
        solo.fail(A, 3);
        assertThat(solo.verdict(A)).as("two more may have a say").isEqualTo(VerdictState.UP);

        solo.run(8 * SECOND, ONE, TWO);
        solo.fail(A, 1);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.DOWN);
        solo.pass(A, 2);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);

        solo.votes(ONE, A, VoteState.UP);
        solo.votes(TWO, A, VoteState.UP);
        solo.run(2 * SECOND, ONE, TWO);
        solo.fail(A, 3);
        assertThat(solo.verdict(A)).as("outvoted by those who know it now").isEqualTo(VerdictState.UP);
    }

    @Test
    void changesOfAVantageOfWhichTheWholeIsNotKnownDoNotCount() {
        solo.pulse(ONE);
        solo.pulse(TWO);
        solo.fail(A, 1);
        Register up = new Register(solo.target(A).key(), VoteState.UP, true, 1, "");
        for (MemberId returned : List.of(ONE, TWO)) {
            solo.hear(new Report(returned, 9, 41, 42, false, List.of(up), List.of()));
        }
        assertThat(solo.verdict(A)).isNotEqualTo(VerdictState.UP);

        solo.hear(new Report(ONE, 9, Report.WHOLE, 43, false, List.of(up), List.of()));
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
    }

    @Test
    void whoIsDesertedByAllAtOnceGivesItsProbesMoreTime() {
        allUp();
        assertThat(solo.take().probes().stretch()).isEqualTo(1);

        solo.run(4 * SECOND);

        assertThat(solo.take().probes().stretch()).isEqualTo(Awareness.DOUBTFUL + 1);
    }

    @Test
    void whoIsLeftByAllInOrderDoesNotDoubtItself() {
        allUp();
        solo.leaves(ONE);
        solo.leaves(TWO);

        solo.run(4 * SECOND);

        assertThat(solo.take().probes().stretch()).isEqualTo(1);
    }

    @Test
    void aTimeoutThatTurnsOutAFalseAlarmMakesAMemberDoubtItself() {
        allUp();
        solo.timeout(A, 1);
        assertThat(solo.take().probes().stretch()).isEqualTo(1);

        solo.pass(A, 1);
        assertThat(solo.take().probes().stretch()).isEqualTo(2);
    }

    @Test
    void anEndpointThatItNeverReachesOrThatRefusesNowAndThenDoesNot() {
        allUp();
        solo.timeout(A, 10);
        solo.fail(B, 1);
        solo.pass(B, 1);

        assertThat(solo.take().probes().stretch()).isEqualTo(1);
    }

    @Test
    void asksAgainForWhatItLacksAndBelievesItNoMoreAfterALease() {
        allUp();
        solo.take();
        Register down = new Register(solo.target(A).key(), VoteState.DOWN, false, 3, "refused");
        solo.hear(new Report(ONE, 9, 40, 41, false, List.of(down), List.of()));
        assertThat(pulls()).isEqualTo(1);

        solo.run(SECOND, ONE, TWO);
        assertThat(pulls()).isEqualTo(1);
        assertThat(voteOf(ONE)).isEqualTo(VoteState.DOWN);

        solo.run(3 * SECOND, ONE, TWO);
        assertThat(voteOf(ONE)).isEqualTo(VoteState.PENDING);
    }

    @Test
    void asksTheOwnersOnceAboutWhatOnlyItCannotReach() {
        allUp();
        solo.controller.onTraffic(A, "connection refused", solo.now());
        assertThat(suspicions()).isEqualTo(1);
        solo.pass(A, 1);
        solo.take();

        solo.controller.onTraffic(A, "connection refused", solo.now());
        assertThat(suspicions()).isZero();
        assertThat(solo.routable()).containsExactly(B);

        solo.votes(ONE, A, VoteState.DOWN);
        solo.votes(TWO, A, VoteState.DOWN);
        solo.votes(ONE, A, VoteState.UP);
        solo.votes(TWO, A, VoteState.UP);
        solo.take();
        solo.controller.onTraffic(A, "connection refused", solo.now());
        assertThat(suspicions()).as("once it was down in truth").isEqualTo(1);
    }

    @Test
    void aRequestThatFailedWhileTheMemberStoodStillIsNoEvidence() {
        allUp();
        solo.freeze(2 * SECOND);
        solo.controller.onTraffic(A, "no connection in time", solo.now());

        assertThat(solo.routable()).containsExactly(A, B);
        assertThat(suspicions()).isZero();
    }

    @Test
    void aloneItReadmitsEvenIfItPausesAgainAndAgain() {
        solo.fail(A, 3);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.DOWN);

        for (int round = 0; round < 5; round++) {
            solo.run(SECOND);
            solo.freeze(SECOND);
            solo.pass(A, 1);
        }

        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
    }

    @Test
    void afterALongPauseItLooksAtOnceAndAloneGoesByWhatItSees() {
        solo.pass(A, 1);
        solo.pass(B, 1);
        solo.take();
        solo.freeze(30 * SECOND);
        solo.controller.onTick(solo.now());
        assertThat(solo.take().probes().assigned()).hasSize(2).allMatch(assignment -> assignment.pace() == Pace.FAST);

        solo.fail(A, 4);
        solo.pass(B, 1);

        assertThat(solo.verdict(A)).isEqualTo(VerdictState.DOWN);
        assertThat(solo.verdict(B)).isEqualTo(VerdictState.UP);
    }

    private long suspicions() {
        return solo.take().told().all().stream()
                .filter(message -> message instanceof Report report
                        && report.registers().stream().anyMatch(Register::suspect))
                .count();
    }

    private long pulls() {
        return solo.take().told().one().stream()
                .filter(directed -> directed.message() instanceof Pull)
                .count();
    }

    private VoteState voteOf(MemberId peer) {
        return solo.status(A).votes().stream()
                .filter(vote -> vote.vantage().equals(peer))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private void allUp() {
        solo.pass(A, 1);
        solo.pass(B, 1);
        for (MemberId peer : List.of(ONE, TWO)) {
            solo.votes(peer, A, VoteState.UP);
            solo.votes(peer, B, VoteState.UP);
        }
    }
}
