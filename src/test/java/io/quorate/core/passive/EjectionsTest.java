package io.quorate.core.passive;

import static io.quorate.core.passive.Crowd.A;
import static io.quorate.core.passive.Crowd.B;
import static io.quorate.core.passive.Crowd.C;
import static io.quorate.core.passive.Crowd.D;
import static io.quorate.core.passive.Crowd.MILLI;
import static io.quorate.core.passive.Crowd.RULE;
import static io.quorate.core.passive.Crowd.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.MemberId;
import io.quorate.core.model.Samples;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Passive;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What members do together about an endpoint whose requests fail. */
class EjectionsTest {
    private static final CheckSpec CHECKED = Samples.tcpCheck();

    @Test
    void oneAloneLeavesItOutAtOnceAndForAsLongAsConfigured() {
        Crowd crowd = new Crowd(1, CHECKED, RULE);
        crowd.node(0).fails(A, 5);
        assertThat(crowd.out()).containsExactly(A);

        crowd.run(9 * SECOND);
        assertThat(crowd.out()).containsExactly(A);
        crowd.run(SECOND + 200 * MILLI);
        assertThat(crowd.out()).isEmpty();
        assertThat(crowd.node(0).isSilent()).isTrue();
    }

    @Test
    void whoeverFindsItAvoidsItAtOnceAndAllLeaveItOutAMomentLater() {
        Crowd crowd = new Crowd(3, CHECKED, RULE);
        crowd.node(1).fails(A, 5);
        assertThat(crowd.node(1).avoided()).containsExactly(A);
        assertThat(crowd.out()).isEmpty();

        crowd.run(500 * MILLI);
        assertThat(crowd.out()).containsExactly(A);
        crowd.run(11 * SECOND);
        assertThat(crowd.out()).isEmpty();
        assertThat(crowd.node(1).avoided()).isEmpty();
    }

    @Test
    void whatFailsForOneAloneWhileItWorksForTheOthersStaysIn() {
        Crowd crowd = new Crowd(3, CHECKED, RULE);
        crowd.node(1).fails(A, 5);
        crowd.run(100 * MILLI);
        crowd.node(0).works(A, 10);
        crowd.node(2).works(A, 10);

        for (int i = 0; i < 9; i++) {
            crowd.run(SECOND);
            assertThat(crowd.out()).isEmpty();
            assertThat(crowd.node(1).avoided()).containsExactly(A);
        }
        crowd.run(2 * SECOND);
        assertThat(crowd.node(1).avoided()).isEmpty();
        assertThat(List.of(crowd.node(0), crowd.node(1), crowd.node(2))).allMatch(Crowd.Node::isSilent);
    }

    @Test
    void whatWorkedBeforeTheQuestionSaysNothing() {
        Crowd crowd = new Crowd(3, CHECKED, RULE);
        crowd.node(0).works(A, 100);
        crowd.node(2).works(A, 100);
        crowd.node(1).fails(A, 5);

        crowd.run(500 * MILLI);
        assertThat(crowd.out()).containsExactly(A);
    }

    @Test
    void whoIsAskedVotesByWhatItHasSeenSince() {
        Crowd crowd = new Crowd(3, CHECKED, RULE);
        crowd.node(1).fails(A, 5);
        crowd.run(100 * MILLI);
        crowd.node(0).works(A, 3);
        crowd.node(2).fails(A, 2);

        crowd.run(500 * MILLI);
        assertThat(crowd.out()).as("two against one").containsExactly(A);
    }

    @Test
    void aTieLeavesItIn() {
        Crowd crowd = new Crowd(2, CHECKED, RULE);
        crowd.node(1).fails(A, 5);
        crowd.run(100 * MILLI);
        crowd.node(0).works(A, 3);

        crowd.run(500 * MILLI);
        assertThat(crowd.out()).isEmpty();
    }

    @Test
    void eachFurtherTimeInCloseSuccessionItIsOutForSoMuchLonger() {
        Crowd crowd = new Crowd(2, CHECKED, RULE);
        for (int times = 1; times <= 3; times++) {
            crowd.node(times % 2).fails(A, 5);
            crowd.run(500 * MILLI);
            assertThat(crowd.node(0).level(A)).isEqualTo(times);
            crowd.run(10L * times * SECOND - SECOND);
            assertThat(crowd.out()).containsExactly(A);
            crowd.run(SECOND);
            assertThat(crowd.out()).isEmpty();
        }
    }

    @Test
    void eachSpanThatItIsInTakesOneTimeAway() {
        Crowd crowd = new Crowd(1, CHECKED, RULE);
        crowd.node(0).fails(A, 5);
        crowd.run(10 * SECOND);
        crowd.node(0).fails(A, 5);
        crowd.run(20 * SECOND);
        assertThat(crowd.out()).isEmpty();

        crowd.run(11 * SECOND);
        crowd.node(0).fails(A, 5);
        assertThat(crowd.node(0).level(A)).isEqualTo(2);
        crowd.run(20 * SECOND + 31 * SECOND);
        crowd.node(0).fails(A, 5);
        assertThat(crowd.node(0).level(A)).isEqualTo(1);
    }

    @Test
    void noMoreAreOutThanMayBe() {
        Crowd crowd = new Crowd(3, CHECKED, RULE);
        crowd.node(0).fails(A, 5);
        crowd.node(1).fails(B, 5);
        crowd.node(2).fails(C, 5);
        crowd.node(2).fails(D, 5);

        crowd.run(SECOND);
        assertThat(crowd.out()).hasSize(2);
    }

    @Test
    void whoJoinsInTheMiddleHoldsWhatTheOthersHold() {
        Crowd crowd = new Crowd(2, CHECKED, RULE);
        crowd.node(0).fails(A, 5);
        crowd.run(5 * SECOND);
        crowd.join();
        assertThat(crowd.out()).containsExactly(A);

        crowd.run(6 * SECOND);
        assertThat(crowd.out()).isEmpty();
    }

    @Test
    void theWordOfALostMemberIsForgotten() {
        Crowd crowd = new Crowd(3, CHECKED, RULE);
        crowd.node(2).fails(A, 5);
        crowd.run(SECOND);
        assertThat(crowd.out()).containsExactly(A);

        crowd.lose(crowd.node(2));
        assertThat(crowd.out()).isEmpty();
    }

    @Test
    void onceTheVerdictTurnsWhatRequestsWereBeforeIsOver() {
        Crowd crowd = new Crowd(2, CHECKED, RULE);
        crowd.node(0).fails(A, 5);
        crowd.run(SECOND);
        assertThat(crowd.out()).containsExactly(A);
        turn(crowd, true);
        crowd.run(200 * MILLI);

        assertThat(crowd.out()).isEmpty();
        assertThat(crowd.node(0).avoided()).isEmpty();
    }

    @Test
    void whileProbesHoldItDownRequestsSayNothing() {
        Crowd crowd = new Crowd(2, CHECKED, RULE);
        turn(crowd, true);
        crowd.node(0).fails(A, 50);
        crowd.run(SECOND);
        crowd.node(1).fails(A, 50);
        crowd.run(5 * SECOND);
        assertThat(crowd.out()).isEmpty();
        assertThat(crowd.node(0).avoided()).isEmpty();
        assertThat(crowd.node(0).isSilent()).isTrue();

        turn(crowd, false);
        crowd.node(0).fails(A, 5);
        crowd.run(SECOND);
        assertThat(crowd.out()).containsExactly(A);
    }

    @Test
    void whatFailedWhileItWasDownIsForgottenOnceItIsUp() {
        Crowd crowd = new Crowd(2, CHECKED, RULE);
        crowd.node(0).works(A, 1);
        turn(crowd, true);
        for (int i = 0; i < 20; i++) {
            crowd.node(0).fails(A, 4);
            crowd.node(0).works(A, 1);
        }
        turn(crowd, false);
        crowd.run(SECOND);
        crowd.node(0).works(A, 30);
        crowd.run(2 * SECOND);

        assertThat(crowd.out()).isEmpty();
        assertThat(crowd.node(0).isSilent()).isTrue();
    }

    @Test
    void itIsSaidWhereOneIsLetInOnlyBecauseNoMoreMayBeOut() {
        Crowd crowd = new Crowd(3, CHECKED, RULE);
        crowd.node(0).fails(C, 5);
        crowd.node(0).fails(D, 5);
        crowd.run(SECOND);
        assertThat(crowd.out()).containsExactlyInAnyOrder(C, D);
        crowd.node(0).ejections.happened();
        for (EndpointAddress more : List.of(A, B)) {
            for (int i = 0; i < 3; i++) {
                crowd.node(i).fails(more, 5);
            }
        }
        crowd.run(SECOND);

        assertThat(crowd.out()).containsExactlyInAnyOrder(A, B);
        assertThat(crowd.node(0).ejections.happened())
                .filteredOn(ejected -> !ejected.out())
                .extracting(Ejected::reason)
                .containsOnly("others are left out, and no more may be");
    }

    @Test
    void withoutACheckOneRequestInTheWholeClusterIsTheTrial() {
        Crowd crowd = new Crowd(3, CheckSpec.NONE, RULE);
        crowd.node(2).fails(A, 5);
        crowd.run(10 * SECOND);
        assertThat(crowd.out()).containsExactly(A);
        assertThat(trials(crowd)).isZero();

        crowd.run(SECOND);
        assertThat(trials(crowd)).isEqualTo(1);
        assertThat(crowd.node(0).trials()).containsExactly(A);

        crowd.node(0).tries(A, TrialEnd.PASSED);
        crowd.run(300 * MILLI);
        assertThat(crowd.out()).isEmpty();
        assertThat(List.of(crowd.node(0), crowd.node(1), crowd.node(2))).allMatch(Crowd.Node::isSilent);
    }

    @Test
    void aTrialThatFailsLeavesItOutForLonger() {
        Crowd crowd = new Crowd(3, CheckSpec.NONE, RULE);
        crowd.node(2).fails(A, 5);
        crowd.run(11 * SECOND);
        crowd.node(0).tries(A, TrialEnd.FAILED);

        crowd.run(19 * SECOND);
        assertThat(crowd.out()).containsExactly(A);
        assertThat(trials(crowd)).isZero();
        assertThat(crowd.node(1).level(A)).isEqualTo(2);

        crowd.run(2 * SECOND);
        crowd.node(0).tries(A, TrialEnd.PASSED);
        crowd.run(300 * MILLI);
        assertThat(crowd.out()).isEmpty();
    }

    @Test
    void aTrialThatTellsNothingIsMadeAnew() {
        Crowd crowd = new Crowd(1, CheckSpec.NONE, RULE);
        crowd.node(0).fails(A, 5);
        crowd.run(11 * SECOND);
        long first = crowd.node(0).ejections.trial("shop", A);
        crowd.node(0).tries(A, TrialEnd.UNKNOWN);
        crowd.run(100 * MILLI);

        assertThat(crowd.node(0).ejections.trial("shop", A)).isNotZero().isNotEqualTo(first);
    }

    @Test
    void ifWhoMayTryHasNoRequestsTheNextOneMayToo() {
        Crowd crowd = new Crowd(3, CheckSpec.NONE, RULE);
        crowd.node(2).fails(A, 5);
        crowd.run(12 * SECOND);

        assertThat(crowd.node(1).trials()).containsExactly(A);
        assertThat(crowd.node(2).trials()).isEmpty();
    }

    @Test
    void aShareOfFailuresIsEnough() {
        Crowd crowd = new Crowd(1, CHECKED, RULE);
        crowd.node(0).works(A, 8);
        crowd.node(0).fails(A, 4);
        crowd.run(2 * SECOND);
        crowd.node(0).works(A, 2);
        assertThat(crowd.out()).as("too few").isEmpty();

        for (int i = 0; i < 12; i++) {
            crowd.node(0).works(A, 1);
            crowd.node(0).fails(A, 4);
        }
        crowd.run(SECOND);
        crowd.node(0).works(B, 1);
        assertThat(crowd.out()).containsExactly(A);
    }

    @Test
    void theSlowOneAmongOthersIsLeftOutIfThatIsAskedFor() {
        Crowd crowd = new Crowd(1, CHECKED, latency(5));
        Crowd deaf = new Crowd(1, CHECKED, latency(0));
        for (Crowd each : List.of(crowd, deaf)) {
            each.node(0).takes(A, 30, 400);
            each.node(0).takes(B, 30, 10);
            each.node(0).takes(C, 30, 12);
            each.run(SECOND);
            each.node(0).takes(D, 30, 15);
        }
        assertThat(crowd.out()).containsExactly(A);
        assertThat(deaf.out()).isEmpty();
    }

    @Test
    void whatWasBeforeTheWindowIsForgotten() {
        Crowd crowd = new Crowd(1, CHECKED, RULE);
        for (int i = 0; i < 5; i++) {
            crowd.node(0).fails(A, 4);
        }
        crowd.run(11 * SECOND);
        crowd.node(0).works(A, 5);
        assertThat(crowd.out()).isEmpty();
    }

    @Test
    void aRuleThatIsOffLeavesNothingOut() {
        Crowd crowd = new Crowd(1, CHECKED, Passive.NONE);
        crowd.node(0).fails(A, 50);
        crowd.run(SECOND);
        crowd.node(0).fails(A, 50);
        assertThat(crowd.out()).isEmpty();
        assertThat(crowd.node(0).isSilent()).isTrue();
    }

    @Test
    void anEndpointThatIsTakenAwayIsSpokenOfNoMore() {
        Crowd crowd = new Crowd(1, CHECKED, RULE);
        crowd.node(0).fails(A, 5);
        crowd.node(0).ejections.apply(List.of(Crowd.upstream(CHECKED, RULE, B, C, D)), crowd.now());
        assertThat(crowd.node(0).isSilent()).isTrue();
        assertThat(crowd.node(0).ejections.hash()).isZero();

        crowd.node(0).ejections.apply(List.of(Crowd.upstream(CHECKED, RULE, A, B, C, D)), crowd.now());
        assertThat(crowd.out()).isEmpty();
    }

    @Test
    void aReloadThatKeepsTheEndpointKeepsItsEjection() {
        Crowd crowd = new Crowd(1, CHECKED, RULE);
        crowd.node(0).fails(A, 5);
        crowd.node(0).ejections.apply(List.of(Crowd.upstream(CHECKED, RULE, A, B, C)), crowd.now());
        assertThat(crowd.out()).as("one of three may be out").containsExactly(A);

        crowd.node(0).ejections.apply(List.of(Crowd.upstream(CHECKED, RULE, A)), crowd.now());
        assertThat(crowd.out()).as("none of one may be out").isEmpty();
    }

    @Test
    void whoKnowsOfFewerTimesGoesAlongWithWhoKnowsOfMore() {
        Crowd crowd = new Crowd(1, CHECKED, RULE);
        crowd.node(0).fails(A, 5);
        crowd.run(11 * SECOND);
        Crowd.Node newcomer = crowd.join();
        newcomer.fails(A, 5);
        crowd.node(0).fails(A, 5);
        crowd.run(SECOND);

        assertThat(newcomer.level(A)).isEqualTo(2);
        assertThat(crowd.out()).containsExactly(A);
        crowd.run(17 * SECOND);
        assertThat(crowd.out()).containsExactly(A);
        crowd.run(3 * SECOND);
        assertThat(crowd.out()).isEmpty();
    }

    @Test
    void thoseWhomMoreAccuseAreOutFirst() {
        for (EndpointAddress most : List.of(A, B, C, D)) {
            Crowd crowd = new Crowd(3, CHECKED, share(0.25));
            for (EndpointAddress address : List.of(A, B, C, D)) {
                crowd.node(0).fails(address, 5);
            }
            crowd.node(1).fails(most, 5);
            crowd.run(SECOND);
            assertThat(crowd.out()).containsExactly(most);
        }
    }

    @Test
    void tellsOnceOfEachEjectionAndReadmission() {
        Crowd crowd = new Crowd(1, CheckSpec.NONE, RULE);
        crowd.node(0).fails(A, 5);
        assertThat(crowd.node(0).ejections.happened()).containsExactly(new Ejected("shop", A, true, 1, "5 in a row"));
        assertThat(crowd.node(0).ejections.happened()).isEmpty();

        crowd.run(11 * SECOND);
        crowd.node(0).tries(A, TrialEnd.FAILED);
        assertThat(crowd.node(0).ejections.happened()).containsExactly(new Ejected("shop", A, true, 2, "tried"));
        crowd.run(21 * SECOND);
        crowd.node(0).tries(A, TrialEnd.PASSED);
        crowd.run(100 * MILLI);
        assertThat(crowd.node(0).ejections.happened()).extracting(Ejected::out).containsExactly(false);
    }

    @Test
    void tellsOnceWhichUpstreamsHaveChanged() {
        Crowd crowd = new Crowd(1, CHECKED, RULE);
        assertThat(crowd.node(0).ejections.outdated()).isEmpty();
        crowd.node(0).fails(A, 5);
        assertThat(crowd.node(0).ejections.outdated()).containsExactly("shop");
        assertThat(crowd.node(0).ejections.outdated()).isEmpty();
    }

    @Test
    void whatIsLookedAtAnewIsAsTheOthersSay() {
        Crowd crowd = new Crowd(2, CHECKED, RULE);
        crowd.node(0).fails(A, 5);
        crowd.run(SECOND);
        Ejections other = crowd.node(1).ejections;
        other.apply(List.of(Crowd.upstream(CHECKED, RULE, B, C, D)), crowd.now());
        other.apply(List.of(Crowd.upstream(CHECKED, RULE, A, B, C, D)), crowd.now());

        assertThat(crowd.out()).containsExactly(A);
    }

    @Test
    void evidenceNamesWhoSaysWhat() {
        Crowd crowd = new Crowd(2, CHECKED, RULE);
        crowd.node(0).fails(A, 5);
        crowd.run(100 * MILLI);
        crowd.node(1).works(A, 3);
        crowd.run(SECOND);

        assertThat(crowd.node(1).ejections.evidence("shop", A))
                .isEqualTo(new Evidence(
                        false,
                        false,
                        1,
                        List.of(
                                new Evidence.Said(new MemberId("m0"), "fails", "5 in a row"),
                                new Evidence.Said(new MemberId("m1"), "works", ""))));
        assertThat(crowd.node(1).ejections.evidence("shop", B)).isEqualTo(Evidence.NONE);
    }

    @Test
    void aNumberThatIsNotTheTrialsIsIgnored() {
        Crowd crowd = new Crowd(1, CheckSpec.NONE, RULE);
        crowd.node(0).fails(A, 5);
        crowd.run(11 * SECOND);
        long open = crowd.node(0).ejections.trial("shop", A);
        crowd.node(0).ejections.tried(new Trial("shop", A, open + 1), TrialEnd.PASSED, "", crowd.now());
        crowd.run(SECOND);

        assertThat(crowd.out()).containsExactly(A);
    }

    @Test
    void whoWasOutvotedLetsGoWhenItsTimeIsOver() {
        for (Passive rule : List.of(RULE, share(0))) {
            Crowd crowd = new Crowd(3, CheckSpec.NONE, rule);
            crowd.node(1).fails(A, 5);
            crowd.run(100 * MILLI);
            crowd.node(0).works(A, 10);
            crowd.node(2).works(A, 10);
            crowd.run(11 * SECOND);

            assertThat(crowd.node(1).avoided()).isEmpty();
            assertThat(List.of(crowd.node(0), crowd.node(1), crowd.node(2))).allMatch(Crowd.Node::isSilent);
        }
    }

    @Test
    void ofTwoWhoAccuseTheFirstToLetGoDoesNotBeginAnew() {
        Crowd crowd = new Crowd(3, CHECKED, RULE);
        crowd.node(0).fails(A, 5);
        crowd.run(100 * MILLI);
        crowd.node(1).fails(A, 5);
        crowd.node(2).works(A, 5);
        crowd.run(100 * MILLI);
        crowd.node(0).fails(A, 2);
        crowd.node(1).fails(A, 2);
        crowd.run(SECOND);
        assertThat(crowd.out()).containsExactly(A);

        crowd.run(10 * SECOND);
        assertThat(crowd.out()).isEmpty();
        assertThat(List.of(crowd.node(0), crowd.node(1))).allMatch(Crowd.Node::isSilent);
        assertThat(crowd.node(0).ejections.happened()).hasSize(2);
    }

    @Test
    void anotherWayBackEndsTheEjection() {
        Crowd crowd = new Crowd(1, CheckSpec.NONE, RULE);
        crowd.node(0).fails(A, 5);
        crowd.node(0).ejections.happened();
        crowd.node(0).ejections.apply(List.of(Crowd.upstream(CHECKED, RULE, A, B, C, D)), crowd.now());

        assertThat(crowd.out()).isEmpty();
        assertThat(crowd.node(0).ejections.hash()).isZero();
        assertThat(crowd.node(0).isSilent()).isTrue();
        assertThat(crowd.node(0).ejections.happened())
                .containsExactly(new Ejected("shop", A, false, 1, "no longer an endpoint"));
        crowd.run(11 * SECOND);
        assertThat(crowd.node(0).trials()).isEmpty();
    }

    @Test
    void whatOneLeavesOutByItselfCountsTooAndOthersStayIn() {
        Crowd crowd = new Crowd(3, CHECKED, RULE);
        for (EndpointAddress address : List.of(A, B, C, D)) {
            crowd.node(0).fails(address, 5);
        }
        assertThat(crowd.node(0).avoided()).hasSize(2);
        crowd.run(SECOND);
        assertThat(crowd.out()).hasSize(2);
        assertThat(crowd.node(0).avoided()).isEmpty();
    }

    private static void turn(Crowd crowd, boolean down) {
        for (int i = 0; i < 2; i++) {
            crowd.node(i).ejections.turned(List.of("shop"), A, down, crowd.now());
        }
    }

    private static long trials(Crowd crowd) {
        Set<Crowd.Node> nodes = Set.of(crowd.node(0), crowd.node(1), crowd.node(2));
        return nodes.stream().filter(node -> !node.trials().isEmpty()).count();
    }

    private static Passive latency(int times) {
        return new Passive(5, 0.5, times, Duration.ofSeconds(10), Duration.ofSeconds(10), 0.5, Set.of());
    }

    private static Passive share(double maxEjected) {
        return new Passive(5, 0, 0, Duration.ofSeconds(10), Duration.ofSeconds(10), maxEjected, Set.of());
    }
}
