package io.quorate.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.balance.Picker;
import io.quorate.core.control.status.Remaining;
import io.quorate.core.control.status.Transition;
import io.quorate.core.health.FailureKind;
import io.quorate.core.health.Observation;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.ClusterSettings;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.Samples;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.Approach;
import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.check.Thresholds;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.Pem;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Upstream;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import io.quorate.core.routing.Pool;
import io.quorate.core.routing.Snapshot;
import io.quorate.core.view.VerdictState;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControllerTest {
    private static final EndpointAddress A = EndpointAddress.parse("127.0.0.1:9001");
    private static final EndpointAddress B = EndpointAddress.parse("127.0.0.1:9002");
    private static final CheckSpec CHECK = check(new Thresholds(2, 3), 0);

    private final Controller controller = new Controller(new MemberId("a-1"), 0);
    private long now;

    @Test
    void assignsEveryTargetAtTheFastPaceUntilItIsSettled() {
        controller.onConfig(config(upstream("shop", CHECK, A, B)), 1, now);

        assertThat(controller.take().probes().assigned())
                .containsExactly(
                        new Assignment(target(A), CHECK, Pace.FAST, 0, 1, List.of("shop")),
                        new Assignment(target(B), CHECK, Pace.FAST, 0, 1, List.of("shop")));
    }

    @Test
    void givesEachChangeOnce() {
        controller.onConfig(config(upstream("shop", CHECK, A)), 1, now);
        pass(A);
        controller.take();

        Effects again = controller.take();

        assertThat(again.probes().assigned()).isEmpty();
        assertThat(again.probes().retired()).isEmpty();
        assertThat(again.happened().transitions()).isEmpty();
    }

    @Test
    void givesARenewedFileToTheProberAndKeepsTheVerdict() {
        CheckSpec before = overTls("issued in May");
        CheckSpec after = overTls("issued in August");
        controller.onConfig(config(upstream("shop", before, A)), 1, now);
        observe(A, before, new Outcome.Pass("ok", 1));
        controller.take();

        controller.onConfig(config(upstream("shop", after, A)), 2, now);

        Effects effects = controller.take();
        assertThat(effects.probes().assigned()).extracting(Assignment::check).containsExactly(after);
        assertThat(effects.probes().retired()).isEmpty();
        assertThat(effects.snapshot().pool("shop").endpoints()).hasSize(1);
    }

    @Test
    void routesToNothingBeforeTheFirstVerdict() {
        controller.onConfig(config(upstream("shop", CHECK, A)), 1, now);

        assertThat(routable("shop")).isEmpty();
        assertThat(controller.synced()).isFalse();
    }

    @Test
    void routesBeforeTheFirstVerdictWhereTheCheckSaysSo() {
        CheckSpec trusting = new CheckSpec(
                CHECK.kind(), 0, CHECK.timing(), CHECK.thresholds(), CHECK.vantages(), true, Approach.DEFAULT);
        controller.onConfig(config(upstream("shop", trusting, A)), 1, now);

        assertThat(routable("shop")).containsExactly(A);
    }

    @Test
    void routesToEverythingThatHasNoCheck() {
        controller.onConfig(config(upstream("shop", CheckSpec.NONE, A, B)), 1, now);

        assertThat(routable("shop")).containsExactly(A, B);
        assertThat(controller.synced()).isTrue();
        assertThat(controller.take().probes().assigned()).isEmpty();
    }

    @Test
    void theFirstOutcomeDecidesAlone() {
        controller.onConfig(config(upstream("shop", CHECK, A, B)), 1, now);

        pass(A);
        fail(B);

        assertThat(routable("shop")).containsExactly(A);
        assertThat(controller.synced()).isTrue();
    }

    @Test
    void takesAnEndpointOutAfterFallFailuresAndBackAfterRisePasses() {
        controller.onConfig(config(upstream("shop", CHECK, A, B)), 1, now);
        pass(A);
        pass(B);

        fail(A);
        fail(A);
        assertThat(routable("shop")).containsExactly(A, B);
        fail(A);
        assertThat(routable("shop")).containsExactly(B);
        pass(A);
        assertThat(routable("shop")).containsExactly(B);
        pass(A);
        assertThat(routable("shop")).containsExactly(A, B);
    }

    @Test
    void changesPaceWithTheVote() {
        controller.onConfig(config(upstream("shop", CHECK, A)), 1, now);

        pass(A);
        assertThat(pace()).isEqualTo(Pace.STEADY);
        fail(A);
        assertThat(pace()).isEqualTo(Pace.FAST);
        fail(A);
        fail(A);
        assertThat(pace()).isEqualTo(Pace.DOWN);
        pass(A);
        assertThat(pace()).isEqualTo(Pace.FAST);
    }

    @Test
    void tellsATransitionOnceWithItsReason() {
        controller.onConfig(config(upstream("shop", CHECK, A)), 1, now);
        fail(A);
        fail(A);

        assertThat(controller.take().happened().transitions())
                .containsExactly(new Transition(
                        A,
                        VerdictState.PENDING,
                        VerdictState.DOWN,
                        "L4CON: connection refused",
                        List.of(new Remaining("shop", 0, 0, 1))));
    }

    @Test
    void tellsWithATransitionWhatIsLeftOnceAllThatTurnedIsCounted() {
        controller.onConfig(config(upstream("shop", CHECK, A, B), upstream("till", CHECK, B)), 1, now);
        pass(A);
        controller.take();
        fail(B);
        fail(B);
        assertThat(remaining()).containsExactly(new Remaining("shop", 1, 0, 2), new Remaining("till", 0, 0, 1));

        for (EndpointAddress address : List.of(A, A, A, B, B)) {
            observe(address, CHECK, address.equals(A) ? failure() : new Outcome.Pass("status 200", 1));
        }
        assertThat(remaining())
                .containsExactly(
                        new Remaining("shop", 1, 0, 2), new Remaining("shop", 1, 0, 2), new Remaining("till", 1, 0, 1));
    }

    @Test
    void countsWhatIsPendingApartFromWhatIsLeft() {
        controller.onConfig(config(upstream("shop", CHECK, A, B)), 1, now);
        fail(A);
        fail(A);

        assertThat(remaining()).containsExactly(new Remaining("shop", 0, 1, 2));
    }

    @Test
    void anInconclusiveOutcomeChangesNoVoteButCountsAsSeen() {
        controller.onConfig(config(upstream("shop", CHECK, A)), 1, now);
        observe(A, CHECK, new Outcome.Inconclusive("this member was paused"));

        assertThat(controller.synced()).isTrue();
        assertThat(routable("shop")).isEmpty();
        assertThat(controller.take().happened().transitions()).isEmpty();
    }

    @Test
    void ignoresATargetThatIsNotThere() {
        controller.onConfig(config(upstream("shop", CHECK, A)), 1, now);
        Effects before = controller.take();

        fail(B);

        assertThat(controller.take().snapshot()).isSameAs(before.snapshot());
    }

    @Test
    void twoUpstreamsWithTheSameCheckShareATarget() {
        controller.onConfig(config(upstream("shop", CHECK, A), upstream("cart", CHECK, A)), 1, now);
        assertThat(controller.take().probes().assigned())
                .containsExactly(new Assignment(target(A), CHECK, Pace.FAST, 0, 1, List.of("shop", "cart")));

        pass(A);

        assertThat(routable("shop")).containsExactly(A);
        assertThat(routable("cart")).containsExactly(A);
    }

    @Test
    void differentChecksOfOneAddressNeverMix() {
        CheckSpec other = check(new Thresholds(2, 3), 9100);
        controller.onConfig(config(upstream("shop", CHECK, A), upstream("cart", other, A)), 1, now);

        pass(A);
        observe(A, other, failure());

        assertThat(routable("shop")).containsExactly(A);
        assertThat(routable("cart")).isEmpty();
    }

    @Test
    void aReloadKeepsWhatItKeeps() {
        controller.onConfig(config(upstream("shop", CHECK, A, B)), 1, now);
        pass(A);
        fail(B);
        Effects before = controller.take();

        controller.onConfig(config(upstream("shop", CHECK, A, B), upstream("cart", CHECK, A)), 1, now);
        Effects after = controller.take();

        assertThat(after.probes().retired()).isEmpty();
        assertThat(after.happened().transitions()).isEmpty();
        assertThat(after.probes().assigned())
                .containsExactly(new Assignment(target(A), CHECK, Pace.STEADY, 0, 1, List.of("shop", "cart")));
        assertThat(after.snapshot().pool("shop")).isSameAs(before.snapshot().pool("shop"));
        assertThat(after.snapshot().viewHash()).isEqualTo(before.snapshot().viewHash());
        assertThat(routable("cart")).containsExactly(A);
    }

    @Test
    void aReloadRetiresWhatItDrops() {
        controller.onConfig(config(upstream("shop", CHECK, A, B)), 1, now);
        controller.take();

        controller.onConfig(config(upstream("shop", CHECK, B)), 1, now);
        Effects after = controller.take();

        assertThat(after.probes().retired()).containsExactly(target(A));
        assertThat(after.snapshot().pools()).containsOnlyKeys("shop");
    }

    @Test
    void aTargetThatLeavesAndReturnsBeforeAnyoneAskedIsAssignedAndNotRetired() {
        controller.onConfig(config(upstream("shop", CHECK, A)), 1, now);
        controller.take();
        controller.onConfig(config(upstream("shop", CHECK, B)), 1, now);
        controller.onConfig(config(upstream("shop", CHECK, A)), 1, now);

        Effects after = controller.take();

        assertThat(after.probes().assigned()).extracting(Assignment::target).containsExactly(target(A));
        assertThat(after.probes().retired()).containsExactly(target(B));
    }

    @Test
    void anEndpointWhoseCheckChangesKeepsItsVerdictUntilTheNewCheckHasOne() {
        CheckSpec changed = check(new Thresholds(1, 1), 0);
        controller.onConfig(config(upstream("shop", CHECK, A, B)), 1, now);
        pass(A);
        fail(B);

        controller.onConfig(config(upstream("shop", changed, A, B)), 1, now);
        assertThat(routable("shop")).containsExactly(A);
        assertThat(controller.status().get(0).endpoints())
                .allMatch(endpoint -> endpoint.verdict().stale());

        observe(B, changed, new Outcome.Pass("status 200", 1));
        observe(A, changed, failure());
        assertThat(routable("shop")).containsExactly(B);
        assertThat(controller.status().get(0).endpoints())
                .noneMatch(endpoint -> endpoint.verdict().stale());
    }

    @Test
    void anEndpointThatGetsItsFirstCheckIsUsedUntilTheCheckSpeaksAgainstIt() {
        controller.onConfig(config(upstream("shop", CheckSpec.NONE, A)), 1, now);

        controller.onConfig(config(upstream("shop", CHECK, A, B)), 1, now);
        assertThat(routable("shop")).containsExactly(A);

        fail(A);
        pass(B);
        assertThat(routable("shop")).containsExactly(A, B);

        fail(A);
        fail(A);
        assertThat(routable("shop")).containsExactly(B);
    }

    @Test
    void theViewHashDependsOnVerdictsAloneNotOnTheWayToThem() {
        controller.onConfig(config(upstream("shop", CHECK, A, B)), 1, now);
        pass(A);
        fail(B);
        long hash = controller.take().snapshot().viewHash();

        Controller other = new Controller(new MemberId("b-7"), 0);
        other.onConfig(config(upstream("shop", CHECK, B, A)), 1, 77);
        other.onObservation(new Observation(target(B), failure(), 78));
        other.onObservation(new Observation(target(A), new Outcome.Pass("status 200", 1), 79));

        assertThat(other.take().snapshot().viewHash()).isEqualTo(hash);
        pass(B);
        assertThat(controller.take().snapshot().viewHash()).isEqualTo(hash);
        pass(B);
        assertThat(controller.take().snapshot().viewHash()).isNotEqualTo(hash);
    }

    @Test
    void countsHealthyEndpoints() {
        controller.onConfig(config(upstream("shop", CHECK, A, B)), 1, now);
        pass(A);
        fail(B);

        assertThat(controller.status().get(0).healthy()).isEqualTo(1);
    }

    private List<Remaining> remaining() {
        return controller.take().happened().transitions().stream()
                .flatMap(transition -> transition.remaining().stream())
                .toList();
    }

    private void pass(EndpointAddress address) {
        observe(address, CHECK, new Outcome.Pass("status 200", 1));
    }

    private void fail(EndpointAddress address) {
        observe(address, CHECK, failure());
    }

    private void observe(EndpointAddress address, CheckSpec check, Outcome outcome) {
        now++;
        controller.onObservation(new Observation(new TargetId(address, check.fingerprint()), outcome, now));
    }

    private Pace pace() {
        List<Assignment> assigned = controller.take().probes().assigned();
        assertThat(assigned).hasSize(1);
        return assigned.get(0).pace();
    }

    private List<EndpointAddress> routable(String upstream) {
        return controller.take().snapshot().pool(upstream).endpoints().stream()
                .map(Endpoint::address)
                .toList();
    }

    private static Outcome failure() {
        return new Outcome.Failure(FailureKind.L4CON, "connection refused", 1);
    }

    @Test
    void anUpstreamMayHaveNoEndpointsAsLongAsNoneAreFound() {
        Controller controller = new Controller(new MemberId("a"), 0);
        controller.onConfig(config(upstream("app", CHECK), upstream("open", CheckSpec.NONE)), 1, 0);
        Snapshot snapshot = controller.take().snapshot();
        assertThat(controller.synced()).isTrue();
        assertThat(snapshot.pools().get("app")).extracting(Pool::endpoints).isEqualTo(List.of());
        assertThat(snapshot.pools().get("open"))
                .extracting(pool -> pool.picker(place -> 0, 1).pick(place -> true))
                .isEqualTo(Picker.NONE);
        assertThat(controller.status())
                .allSatisfy(upstream -> assertThat(upstream.panic()).isFalse());
    }

    private static TargetId target(EndpointAddress address) {
        return new TargetId(address, CHECK.fingerprint());
    }

    private static CheckSpec check(Thresholds thresholds, int port) {
        return new CheckSpec(
                new CheckKind.Tcp(), port, CheckSpec.NONE.timing(), thresholds, 3, false, Approach.DEFAULT);
    }

    private static CheckSpec overTls(String authority) {
        EndpointTls tls = new EndpointTls(true, true, new Pem("ca.pem", authority), "", KeyPair.NONE);
        return Samples.check(new CheckKind.Tls()).over(new Transport(Protocol.HTTP1, tls, Connections.DEFAULT));
    }

    private static Upstream upstream(String name, CheckSpec check, EndpointAddress... addresses) {
        List<Endpoint> endpoints = Arrays.stream(addresses)
                .map(address -> new Endpoint(address, 1, ""))
                .toList();
        return Upstream.plain(name, endpoints, "round-robin", check);
    }

    private static ProxyConfig config(Upstream... upstreams) {
        return new ProxyConfig(
                List.of(), List.of(), List.of(upstreams), AdminSettings.DEFAULT, ClusterSettings.DEFAULT);
    }
}
