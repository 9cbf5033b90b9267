package io.quorate.core.control;

import static io.quorate.core.control.Solo.A;
import static io.quorate.core.control.Solo.B;
import static io.quorate.core.control.Solo.MILLI;
import static io.quorate.core.control.Solo.ONE;
import static io.quorate.core.control.Solo.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.control.status.Panicked;
import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.ClusterSettings;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Failover;
import io.quorate.core.model.upstream.Panic;
import io.quorate.core.model.upstream.Passive;
import io.quorate.core.model.upstream.Upstream;
import io.quorate.core.passive.Ejected;
import io.quorate.core.passive.Evidence;
import io.quorate.core.passive.Tally;
import io.quorate.core.passive.Trial;
import io.quorate.core.passive.TrialEnd;
import io.quorate.core.routing.Pool;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.VerdictState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the controller makes of endpoints that fail requests, return, or are too few. */
class FailoverTest {
    private static final Failover NO_PANIC = new Failover(Passive.DEFAULT, Panic.NEVER, Duration.ZERO, false);

    @Test
    void whatFailsRequestsIsLeftOutThoughItsProbesPass() {
        Solo solo = up(NO_PANIC);
        long before = solo.take().snapshot().viewHash();
        solo.failing(A);

        Effects effects = solo.take();
        assertThat(solo.routable()).containsExactly(B);
        assertThat(effects.snapshot().viewHash()).isNotEqualTo(before);
        assertThat(effects.snapshot().pool("shop").health().failed()).containsExactly(A);
        assertThat(effects.happened().ejections())
                .containsExactly(new Ejected("shop", A, true, 1, "5 failures in a row"));
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.UP);

        for (int i = 0; i < 9; i++) {
            solo.pass(A, 3);
            solo.run(SECOND);
            assertThat(solo.routable()).containsExactly(B);
        }
        solo.run(SECOND + 200 * MILLI);
        assertThat(solo.routable()).containsExactly(A, B);
        assertThat(solo.take().snapshot().viewHash()).isEqualTo(before);
    }

    @Test
    void onceProbesFindItDownTheyBringItBack() {
        Solo solo = up(NO_PANIC);
        solo.failing(A);
        solo.fail(A, 3);
        assertThat(solo.verdict(A)).isEqualTo(VerdictState.DOWN);
        assertThat(solo.status(A).evidence().ejected()).isFalse();

        solo.pass(A, 2);
        assertThat(solo.routable()).containsExactly(A, B);
    }

    @Test
    void aMemberThatDoubtsItselfAccusesNobody() {
        Solo solo = up(NO_PANIC);
        solo.freeze(SECOND);
        solo.failing(A);

        assertThat(solo.routable()).containsExactly(A, B);
    }

    @Test
    void amongOthersItIsAskedFirstAndAvoidedMeanwhile() {
        Solo solo = new Solo(1, NO_PANIC);
        solo.pulse(ONE);
        solo.pass(A, 2);
        solo.pass(B, 2);
        solo.take();
        solo.failing(A);

        assertThat(solo.status(A).standing().avoided()).isTrue();
        assertThat(solo.status(A).evidence().ejected()).isFalse();
        assertThat(solo.take().told().all()).isNotEmpty();
        solo.run(500 * MILLI, ONE);
        assertThat(solo.status(A).evidence().ejected()).isTrue();
    }

    @Test
    void panicsWhenTooFewAreLeftAndSaysSo() {
        Solo solo = up(new Failover(Passive.NONE, new Panic(0.6, Panic.Mode.ALL), Duration.ZERO, false));
        solo.take();
        solo.fail(A, 3);
        Effects effects = solo.take();

        assertThat(effects.happened().panics()).containsExactly(new Panicked("shop", true));
        assertThat(addresses(effects)).containsExactly(A, B);
        assertThat(solo.controller.status().get(0).panic()).isTrue();
        assertThat(solo.controller.status().get(0).healthy()).isOne();

        solo.pass(A, 2);
        assertThat(solo.take().happened().panics()).containsExactly(new Panicked("shop", false));
    }

    @Test
    void refusesInPanicIfThatIsAskedFor() {
        Solo solo = up(new Failover(Passive.NONE, new Panic(0.6, Panic.Mode.REFUSE), Duration.ZERO, false));
        solo.fail(A, 3);

        assertThat(solo.routable()).isEmpty();
        assertThat(solo.take().snapshot().pool("shop").health().failed()).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void whatReturnsTakesItsShareInTenSteps() {
        Solo solo = up(new Failover(Passive.NONE, Panic.NEVER, Duration.ofSeconds(10), false));
        assertThat(weights(solo)).isEqualTo(Map.of(A, 1, B, 1));
        solo.fail(A, 3);
        assertThat(weights(solo)).isEqualTo(Map.of(B, 1));
        solo.pass(A, 2);

        for (int step = 1; step <= 9; step++) {
            assertThat(weights(solo)).isEqualTo(Map.of(A, step, B, 10));
            solo.run(SECOND);
        }
        solo.run(SECOND);
        assertThat(weights(solo)).isEqualTo(Map.of(A, 1, B, 1));
    }

    @Test
    void withoutACheckATrialIsWantedAndBringsItBack() {
        Controller controller = unchecked(NO_PANIC, new Endpoint(A, 1, ""), new Endpoint(B, 1, ""));
        controller.onFailing("shop", A, "5 failures in a row", 0);
        long now = 0;
        while (now < 11 * SECOND) {
            now += 100 * MILLI;
            controller.onTick(now);
        }
        Pool pool = controller.take().snapshot().pool("shop");
        assertThat(pool.endpoints()).containsExactly(new Endpoint(A, 0, ""), new Endpoint(B, 1, ""));
        assertThat(pool.health().failed()).isEmpty();
        long number = pool.health().trials().getOrDefault(A, 0L);
        assertThat(number).isPositive();
        assertThat(controller.status().get(0).endpoints().get(0).evidence().words())
                .extracting(Evidence.Said::stance)
                .containsExactly("fails");

        controller.onTrial(new Trial("shop", A, number), TrialEnd.PASSED, "status 200", now);
        pool = controller.take().snapshot().pool("shop");
        assertThat(pool.endpoints()).containsExactly(new Endpoint(A, 1, ""), new Endpoint(B, 1, ""));
        assertThat(pool.health().trials()).isEmpty();
    }

    @Test
    void aShareOfFailuresIsLookedFor() {
        Controller controller = unchecked(NO_PANIC, new Endpoint(A, 1, ""), new Endpoint(B, 1, ""));
        controller.onTallies(List.of(new Tally("shop", A, 900, 100, 0)), SECOND);
        controller.onTallies(List.of(new Tally("shop", A, 905, 120, 0)), 3 * SECOND);

        assertThat(controller.take().snapshot().pool("shop").endpoints()).containsExactly(new Endpoint(B, 1, ""));
    }

    @Test
    void keepsToTheZoneInWhichTheMemberSaysThatItIs() {
        Controller controller = unchecked(
                new Failover(Passive.NONE, Panic.DEFAULT, Duration.ZERO, true),
                new Endpoint(A, 1, "x"),
                new Endpoint(B, 1, "y"));
        controller.onSelf(new MemberCard("self", "x", "", "", MemberState.READY), 0);
        assertThat(controller.take().snapshot().pool("shop").health().distant()).containsExactly(B);

        controller.onSelf(new MemberCard("self", "y", "", "", MemberState.READY), 0);
        assertThat(controller.take().snapshot().pool("shop").health().distant()).containsExactly(A);
    }

    private static Controller unchecked(Failover failover, Endpoint... endpoints) {
        Controller controller = new Controller(Solo.SELF, 0);
        Upstream upstream = Upstream.plain("shop", List.of(endpoints), "round-robin", CheckSpec.NONE)
                .with(failover);
        controller.onConfig(
                new ProxyConfig(
                        List.of(), List.of(), List.of(upstream), AdminSettings.DEFAULT, ClusterSettings.DEFAULT),
                Solo.GENERATION,
                0);
        return controller;
    }

    private static Solo up(Failover failover) {
        Solo solo = new Solo(1, failover);
        solo.pass(A, 2);
        solo.pass(B, 2);
        return solo;
    }

    private static List<Object> addresses(Effects effects) {
        return effects.snapshot().pool("shop").endpoints().stream()
                .<Object>map(Endpoint::address)
                .toList();
    }

    private static Map<Object, Integer> weights(Solo solo) {
        return solo.take().snapshot().pool("shop").endpoints().stream()
                .collect(Collectors.toMap(Endpoint::address, Endpoint::weight));
    }
}
