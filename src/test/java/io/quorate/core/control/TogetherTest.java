package io.quorate.core.control;

import static io.quorate.core.control.Solo.A;
import static io.quorate.core.control.Solo.B;
import static io.quorate.core.control.Solo.GENERATION;
import static io.quorate.core.control.Solo.ONE;
import static io.quorate.core.control.Solo.SECOND;
import static io.quorate.core.control.Solo.SELF;
import static io.quorate.core.control.Solo.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.control.status.MemberChange;
import io.quorate.core.control.status.MemberStatus;
import io.quorate.core.health.VoteState;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Message;
import io.quorate.core.view.Pull;
import io.quorate.core.view.Pulse;
import io.quorate.core.view.Report;
import io.quorate.core.view.VerdictState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One controller among others. */
class TogetherTest {
    private final Solo solo = new Solo(3);

    @Test
    void whoeverIsHeardFromOwnsTargetsTooUntilItsLeaseEnds() {
        solo.pulse(ONE);
        assertThat(solo.owners(A)).containsExactly(ONE, SELF);

        solo.run(3 * SECOND);
        assertThat(solo.owners(A)).containsExactly(SELF);
    }

    @Test
    void anEjectionNeedsAMajorityOfTheOwners() {
        allUp();

        solo.fail(A, 3);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
        solo.votes(ONE, A, VoteState.DOWN);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.DOWN);
        solo.votes(ONE, A, VoteState.UP);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
    }

    @Test
    void neverRoutesToWhatItCannotReachItself() {
        allUp();
        solo.fail(A, 3);

        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
        assertThat(solo.routable()).containsExactly(B);
        assertThat(solo.status(A).standing().avoided()).isTrue();
    }

    @Test
    void whatALostMemberHeldIsForgotten() {
        allUp();
        solo.votes(ONE, A, VoteState.DOWN);
        solo.votes(TWO, A, VoteState.DOWN);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.DOWN);

        solo.run(4 * SECOND);
        solo.pass(A, 3);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);

        solo.pulse(ONE);
        assertThat(solo.status(A).votes()).allMatch(vote -> vote.state() != VoteState.DOWN);
        assertThat(pulls()).contains(new Pull(SELF, ONE));
    }

    @Test
    void theTransportsHintEndsALeaseAndBeginsNone() {
        solo.pulse(ONE);
        solo.hint(ONE, TWO);
        assertThat(solo.owners(A)).containsExactly(ONE, SELF);

        solo.hint(TWO);
        assertThat(solo.owners(A)).containsExactly(SELF);

        solo.pulse(ONE);
        assertThat(solo.owners(A)).containsExactly(ONE, SELF);
    }

    @Test
    void anOldPulseRenewsNothing() {
        Pulse old = solo.nextPulse(ONE);
        solo.pulse(ONE);
        solo.run(2 * SECOND);
        solo.hear(old);
        solo.run(SECOND);

        assertThat(solo.owners(A)).containsExactly(SELF);
    }

    @Test
    void itsOwnMessagesAreNoNews() {
        solo.take().told().all().forEach(solo::hear);

        assertThat(solo.owners(A)).containsExactly(SELF);
    }

    @Test
    void aSuspicionOfAnotherMakesThePaceFastUntilItEnds() {
        allUp();
        assertThat(paceOf(A)).isEqualTo(Pace.STEADY);

        solo.suspects(ONE, A);
        assertThat(paceOf(A)).isEqualTo(Pace.FAST);

        solo.votes(ONE, A, VoteState.UP);
        assertThat(paceOf(A)).isEqualTo(Pace.STEADY);
    }

    @Test
    void theSuspicionOfADoubtfulOneIsItsOwnAffair() {
        allUp();
        solo.doubtsItself(ONE, 3);

        solo.suspects(ONE, A);

        assertThat(paceOf(A)).isEqualTo(Pace.STEADY);
    }

    @Test
    void anEndpointThatARequestCouldNotReachIsAvoidedUntilAProbeCouldTellAndSuspected() {
        allUp();
        solo.take();

        solo.controller.onTraffic(A, "connection refused", solo.now());
        Effects effects = solo.take();
        assertThat(effects.snapshot().pool("shop").endpoints())
                .extracting(endpoint -> endpoint.address())
                .containsExactly(B);
        assertThat(paceIn(effects, A)).isEqualTo(Pace.FAST);
        assertThat(suspected(effects)).isTrue();

        solo.run(2 * SECOND, ONE, TWO);
        assertThat(solo.routable()).containsExactly(B);
        solo.run(SECOND, ONE, TWO);
        assertThat(solo.routable()).containsExactly(A, B);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
    }

    @Test
    void whatARequestCouldNotReachIsAvoidedForAsLongAsProbesFailToo() {
        allUp();
        solo.controller.onTraffic(A, "connection refused", solo.now());
        solo.run(SECOND, ONE, TWO);
        solo.fail(A, 1);
        solo.run(5 * SECOND, ONE, TWO);

        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
        assertThat(solo.routable()).containsExactly(B);
        solo.pass(A, 1);
        assertThat(solo.routable()).containsExactly(A, B);
    }

    @Test
    void aPassEndsAnAvoidanceEarly() {
        allUp();
        solo.controller.onTraffic(A, "connection refused", solo.now());
        solo.pass(A, 1);

        assertThat(solo.routable()).containsExactly(A, B);
    }

    @Test
    void ifNothingElseIsLeftWhatItAvoidsIsUsed() {
        allUp();
        solo.controller.onTraffic(A, "connection refused", solo.now());
        solo.controller.onTraffic(B, "connection refused", solo.now());

        assertThat(solo.routable()).containsExactly(A, B);
    }

    @Test
    void aMemberThatLeavesOwnsNothing() {
        solo.pulse(ONE);
        solo.leaves(ONE);
        assertThat(solo.owners(A)).containsExactly(SELF);

        solo.leaves(TWO);
        solo.controller.onSelf(Solo.card("self", MemberState.LEAVING), solo.now());
        assertThat(solo.owners(A)).as("nobody else could").containsExactlyInAnyOrder(SELF, ONE, TWO);
    }

    @Test
    void handsItsTargetsOverWhenItLeaves() {
        allUp();
        solo.take();

        solo.controller.onSelf(Solo.card("self", MemberState.LEAVING), solo.now());
        Effects effects = solo.take();

        assertThat(effects.probes().retired()).containsExactlyInAnyOrder(solo.target(A), solo.target(B));
        assertThat(reports(effects)).anyMatch(report -> report.withdrawn().size() == 2);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);
    }

    @Test
    void whoTakesATargetOverDoesNotCondemnItByOneFailure() {
        Solo one = new Solo(1);
        one.votes(ONE, A, VoteState.UP);
        one.votes(ONE, B, VoteState.UP);
        one.votes(TWO, A, VoteState.UP);
        one.votes(TWO, B, VoteState.UP);
        one.pass(A, 1);
        one.pass(B, 1);
        one.leaves(ONE);
        one.leaves(TWO);
        assertThat(one.owners(A)).containsExactly(SELF);

        one.fail(A, 1);
        one.fail(B, 1);
        assertThat(one.verdict(A)).isEqualTo(VerdictState.UP);
        assertThat(one.verdict(B)).isEqualTo(VerdictState.UP);
    }

    @Test
    void membersOfAnotherGenerationShareNoTargetsButTheirVotesCount() {
        solo.pass(A, 1);
        solo.votes(ONE, A, VoteState.UP);
        solo.changes(ONE, GENERATION + 1);
        assertThat(solo.owners(A)).containsExactly(SELF);

        solo.fail(A, 3);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);

        solo.configure(GENERATION + 1);
        assertThat(solo.owners(A)).containsExactly(ONE, SELF);
    }

    @Test
    void whoSaysNothingOfATargetInAnotherGenerationIsNotWaitedFor() {
        solo.pulse(ONE);
        solo.changes(ONE, GENERATION + 1);
        solo.pass(A, 1);
        solo.fail(A, 3);

        assertThat(solo.verdict(A)).isEqualTo(VerdictState.DOWN);
    }

    @Test
    void isSyncedOnceItHoldsWhatAllPeersHaveReported() {
        solo.hint(ONE);
        solo.pass(A, 1);
        solo.pass(B, 1);
        assertThat(solo.controller.synced()).isFalse();

        solo.pulse(ONE);
        assertThat(solo.controller.synced()).isTrue();
    }

    @Test
    void answersAPullWithAllItHolds() {
        allUp();
        solo.take();
        solo.hear(new Pull(ONE, SELF));
        solo.hear(new Pull(ONE, TWO));

        List<Directed> told = solo.take().told().one();

        assertThat(told).hasSize(1);
        assertThat(told.get(0).to()).isEqualTo(ONE);
        assertThat(told.get(0).message()).isInstanceOfSatisfying(Report.class, report -> {
            assertThat(report.isWhole()).isTrue();
            assertThat(report.registers()).hasSize(2);
        });
    }

    @Test
    void asksAgainOnlyAfterAWhile() {
        solo.pulse(ONE);
        solo.votes(ONE, A, VoteState.UP);
        solo.take();
        Report missed = new Report(ONE, 9, 50, 51, false, List.of(), List.of());
        solo.hear(missed);
        assertThat(pulls()).containsExactly(new Pull(SELF, ONE));

        solo.hear(new Report(ONE, 9, 52, 53, false, List.of(), List.of()));
        assertThat(pulls()).isEmpty();
        solo.run(300 * Solo.MILLI);
        solo.hear(new Report(ONE, 9, 54, 55, false, List.of(), List.of()));
        assertThat(pulls()).containsExactly(new Pull(SELF, ONE));
    }

    @Test
    void aReportOfSomebodyWhoIsNotLiveIsNotTaken() {
        solo.hear(new Report(TWO, 1, 0, 1, false, List.of(), List.of()));

        assertThat(pulls()).isEmpty();
        assertThat(solo.controller.members(solo.now())).hasSize(1);
    }

    @Test
    void pulsesOnceASecondAndAtOnceForANewcomer() {
        solo.take();
        solo.run(900 * Solo.MILLI);
        assertThat(pulses(solo.take())).isZero();
        solo.run(100 * Solo.MILLI);
        assertThat(pulses(solo.take())).isEqualTo(1);

        solo.pulse(ONE);
        assertThat(pulses(solo.take())).isEqualTo(1);
    }

    @Test
    void tellsWhoCameAndWent() {
        solo.pulse(ONE);
        solo.leaves(ONE);
        solo.run(3 * SECOND);

        assertThat(solo.take().happened().members())
                .containsExactly(
                        new MemberChange(ONE, "one", "unknown", "ready"),
                        new MemberChange(ONE, "one", "ready", "leaving"));
        assertThat(solo.controller.members(solo.now()))
                .extracting(MemberStatus::state)
                .containsExactly("ready", "leaving");
    }

    @Test
    void tellsWhoIsLostAndWhatItSaidOfItselfLast() {
        solo.pulse(ONE);
        solo.run(4 * SECOND);
        solo.pulse(ONE);

        assertThat(solo.take().happened().members())
                .containsExactly(
                        new MemberChange(ONE, "one", "unknown", "ready"),
                        new MemberChange(ONE, "one", "ready", "lost"),
                        new MemberChange(ONE, "one", "lost", "ready"));
    }

    @Test
    void showsALostMemberForAMinute() {
        solo.pulse(ONE);
        solo.run(5 * SECOND);
        List<MemberStatus> members = solo.controller.members(solo.now());
        assertThat(members).extracting(MemberStatus::id).containsExactly(SELF, ONE);
        assertThat(members).extracting(MemberStatus::state).containsExactly("ready", "lost");

        solo.run(60 * SECOND);
        assertThat(solo.controller.members(solo.now()))
                .extracting(MemberStatus::id)
                .containsExactly(SELF);
    }

    private void allUp() {
        solo.pass(A, 1);
        solo.pass(B, 1);
        for (MemberId peer : List.of(ONE, TWO)) {
            solo.votes(peer, A, VoteState.UP);
            solo.votes(peer, B, VoteState.UP);
        }
    }

    private Pace paceOf(EndpointAddress address) {
        return paceIn(solo.take(), address);
    }

    private Pace paceIn(Effects effects, EndpointAddress address) {
        return effects.probes().assigned().stream()
                .filter(assignment -> assignment.target().equals(solo.target(address)))
                .map(Assignment::pace)
                .findFirst()
                .orElse(Pace.STEADY);
    }

    private List<Message> pulls() {
        return solo.take().told().one().stream().map(Directed::message).toList();
    }

    private static List<Report> reports(Effects effects) {
        return effects.told().all().stream()
                .filter(Report.class::isInstance)
                .map(Report.class::cast)
                .toList();
    }

    private static boolean suspected(Effects effects) {
        return reports(effects).stream()
                .anyMatch(report -> report.registers().get(0).suspect());
    }

    private static long pulses(Effects effects) {
        return effects.told().all().stream().filter(Pulse.class::isInstance).count();
    }
}
