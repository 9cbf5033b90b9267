package io.quorate.core.simulation;

import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.ClusterSettings;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.check.Approach;
import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.check.Thresholds;
import io.quorate.core.model.check.Timing;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Failover;
import io.quorate.core.model.upstream.Panic;
import io.quorate.core.model.upstream.Passive;
import io.quorate.core.model.upstream.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two upstreams and one without a check, some endpoints, and a second generation in which the check of one upstream is another. */
final class Configs {
    static final String UNCHECKED = "bare";
    static final Timing TIMING =
            new Timing(Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(1));
    static final Thresholds THRESHOLDS = new Thresholds(2, 3);

    private static final Passive PASSIVE =
            new Passive(5, 0.5, 0, Duration.ofSeconds(5), Duration.ofSeconds(1), 0.5, Passive.DEFAULT.statuses());
    private static final Failover FAILOVER = new Failover(PASSIVE, Panic.NEVER, Duration.ZERO, false);

    private final int vantages;
    private final List<EndpointAddress> addresses = new ArrayList<>();

    Configs(int vantages, int endpoints) {
        this.vantages = vantages;
        for (int i = 0; i < endpoints; i++) {
            addresses.add(new EndpointAddress("10.0.0." + (i + 1), 80));
        }
    }

    int vantages() {
        return vantages;
    }

    List<EndpointAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** The one that most members run on. */
    ProxyConfig first() {
        return config(0);
    }

    /** The one that some go over to. */
    ProxyConfig second() {
        return config(9_000);
    }

    private ProxyConfig config(int cartPort) {
        int half = addresses.size() / 2;
        Upstream shop = upstream("shop", 0, addresses.subList(0, half + 1));
        Upstream cart = upstream("cart", cartPort, addresses.subList(half, addresses.size()));
        Upstream bare = Upstream.plain(UNCHECKED, endpoints(addresses), "round-robin", CheckSpec.NONE)
                .with(FAILOVER);
        return new ProxyConfig(
                List.of(), List.of(), List.of(shop, cart, bare), AdminSettings.DEFAULT, ClusterSettings.DEFAULT);
    }

    private Upstream upstream(String name, int port, List<EndpointAddress> some) {
        CheckSpec check =
                new CheckSpec(new CheckKind.Tcp(), port, TIMING, THRESHOLDS, vantages, false, Approach.DEFAULT);
        return Upstream.plain(name, endpoints(some), "round-robin", check).with(FAILOVER);
    }

    private static List<Endpoint> endpoints(List<EndpointAddress> some) {
        return some.stream().map(address -> new Endpoint(address, 1, "")).toList();
    }
}
