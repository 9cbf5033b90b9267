package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Upstream;
import io.quorate.proxy.meter.EndpointLoads;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointLoadsTest {
    private static final EndpointAddress A = EndpointAddress.parse("127.0.0.1:9001");
    private static final EndpointAddress B = EndpointAddress.parse("127.0.0.1:9002");

    private final EndpointLoads loads = new EndpointLoads();

    @Test
    void forgetsWhatIsGoneAndIdle() {
        loads.of("old", A).inFlight().increment();
        loads.of("old", A).inFlight().decrement();

        loads.keepOnly(List.of(shop()));

        assertThat(upstreams()).isEmpty();
    }

    @Test
    void keepsWhatIsGoneWhileItIsInFlight() {
        loads.of("old", A).inFlight().increment();

        loads.keepOnly(List.of(shop()));

        assertThat(loads.inFlight("old", A)).isEqualTo(1);
    }

    @Test
    void keepsTheVeryCounterOfWhatStays() {
        var kept = loads.of("shop", A);
        loads.of("shop", B);

        loads.keepOnly(List.of(shop()));

        assertThat(loads.of("shop", A)).isSameAs(kept);
        assertThat(upstreams()).containsExactly(Map.entry("shop", 0L));
    }

    private Map<String, Long> upstreams() {
        Map<String, Long> told = new HashMap<>();
        loads.forEachUpstream(told::put);
        return told;
    }

    private static Upstream shop() {
        return Upstream.plain("shop", List.of(new Endpoint(A, 1, "")), "round-robin", CheckSpec.NONE);
    }
}
