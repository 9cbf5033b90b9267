package io.quorate.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.balance.Picker;
import io.quorate.core.control.status.EndpointStatus;
import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.health.FailureKind;
import io.quorate.core.health.Observation;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.ClusterSettings;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.Samples;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Upstream;
import io.quorate.core.routing.Pool;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Backups stand by: they are as fit as any other, and get requests only where no other can take them. */
class BackupTest {
    private static final EndpointAddress A = EndpointAddress.parse("127.0.0.1:9001");
    private static final EndpointAddress B = EndpointAddress.parse("127.0.0.1:9002");
    private static final EndpointAddress DRAINED = EndpointAddress.parse("127.0.0.1:9003");
    private static final EndpointAddress BACKUP = EndpointAddress.parse("127.0.0.1:9004");

    private final Controller controller = new Controller(new MemberId("a-1"), 0);
    private long now;

    BackupTest() {
        Upstream upstream = Samples.upstream(
                "shop",
                new Endpoint(BACKUP, 1, "", true),
                new Endpoint(A, 1, ""),
                new Endpoint(B, 1, ""),
                new Endpoint(DRAINED, 0, ""));
        controller.onConfig(
                new ProxyConfig(
                        List.of(), List.of(), List.of(upstream), AdminSettings.DEFAULT, ClusterSettings.DEFAULT),
                1,
                now);
        List.of(A, B, DRAINED, BACKUP).forEach(this::pass);
    }

    @Test
    void standsByWhileAnyOtherIsUp() {
        assertThat(chosen()).containsExactly(A, B);

        fail(A);

        assertThat(chosen()).containsExactly(B);
    }

    @Test
    void takesOverWhenAllOthersAreDownAndHandsBackToTheFirstToReturn() {
        fail(A);
        fail(B);
        assertThat(chosen()).containsExactly(BACKUP);

        pass(B);
        pass(B);
        assertThat(chosen()).containsExactly(B);
    }

    @Test
    void takesOverForAMemberThatCanReachNoOther() {
        controller.onTraffic(A, "L4CON: no route to host (a request)", now);
        assertThat(chosen()).containsExactly(B);

        controller.onTraffic(B, "L4CON: no route to host (a request)", now);
        assertThat(chosen()).containsExactly(BACKUP);

        controller.onTraffic(BACKUP, "L4CON: no route to host (a request)", now);
        assertThat(chosen()).containsExactly(A, B);
    }

    @Test
    void isNotUsedWhileItIsDownItself() {
        fail(A);
        fail(B);
        fail(BACKUP);

        assertThat(chosen()).isEmpty();
    }

    @Test
    void theViewShowsItAsFitWhileItStandsByAndNotWhenItIsDown() {
        assertThat(status().endpoints().get(0).endpoint().backup()).isTrue();
        assertThat(status().endpoints()).allMatch(EndpointStatus::routable);
        assertThat(status().healthy()).isEqualTo(4);

        fail(BACKUP);

        assertThat(status().endpoints().get(0).routable()).isFalse();
        assertThat(status().healthy()).isEqualTo(3);
    }

    private UpstreamStatus status() {
        return controller.status().get(0);
    }

    /** Where requests go that find what they try first. */
    private Set<EndpointAddress> chosen() {
        Pool pool = controller.take().snapshot().pool("shop");
        Picker picker = pool.picker(place -> 0, 0);
        Set<EndpointAddress> chosen = new TreeSet<>();
        for (int i = 0; i < 10; i++) {
            int place = picker.pick(any -> true);
            if (place != Picker.NONE) {
                chosen.add(pool.endpoints().get(place).address());
            }
        }
        return chosen;
    }

    private void pass(EndpointAddress address) {
        observe(address, new Outcome.Pass("status 200", 1));
    }

    private void fail(EndpointAddress address) {
        for (int i = 0; i < Samples.THRESHOLDS.fall(); i++) {
            observe(address, new Outcome.Failure(FailureKind.L4CON, "connection refused", 1));
        }
    }

    private void observe(EndpointAddress address, Outcome outcome) {
        TargetId target = new TargetId(address, Samples.tcpCheck().fingerprint());
        controller.onObservation(new Observation(target, outcome, ++now));
    }
}
