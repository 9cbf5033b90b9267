package io.quorate.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final Endpoint A = new Endpoint(EndpointAddress.parse("a:1"), 3, "");
    private static final Endpoint B = new Endpoint(EndpointAddress.parse("b:1"), 0, "");
    private static final Pool POOL = Pool.of("shop", List.of(A, B), "round-robin");

    @Test
    void givesThePoolOfAnUpstream() {
        assertThat(new Snapshot(new RouteTable(List.of()), Map.of("shop", POOL), 7).pool("shop"))
                .isSameAs(POOL);
    }

    @Test
    void refusesAnUpstreamThatNoRouteNames() {
        Snapshot snapshot = new Snapshot(new RouteTable(List.of()), Map.of("shop", POOL), 7);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> snapshot.pool("other"))
                .withMessage("upstream: other (expected: one of [shop])");
    }

    @Test
    void cannotBeChangedFromOutside() {
        Map<String, Pool> pools = new HashMap<>(Map.of("shop", POOL));
        List<Endpoint> endpoints = new ArrayList<>(List.of(A));
        Snapshot snapshot = new Snapshot(new RouteTable(List.of()), pools, 7);
        Pool pool = Pool.of("shop", endpoints, "round-robin");
        pools.clear();
        endpoints.clear();

        assertThat(snapshot.pools()).hasSize(1);
        assertThat(pool.endpoints()).containsExactly(A);
    }

    @Test
    void aPoolRefusesAPolicyThatIsNotThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool.of("shop", List.of(A), "luck"))
                .withMessage("balance: luck (expected: one of least-requests, round-robin, two-choices, random, ring)");
    }
}
