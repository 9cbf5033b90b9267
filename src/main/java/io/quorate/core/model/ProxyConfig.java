package io.quorate.core.model;

import io.quorate.core.model.text.Fingerprint;
import java.util.List;
import java.util.stream.Collectors;

/** A whole config that can be served. */
public record ProxyConfig(
        List<Listener> listeners,
        List<Route> routes,
        List<Upstream> upstreams,
        AdminSettings admin,
        ClusterSettings cluster) {
    public ProxyConfig {
        listeners = List.copyOf(listeners);
        routes = List.copyOf(routes);
        upstreams = List.copyOf(upstreams);
    }

    /**
     * Identifies the generation: covers upstreams and their checks as they apply, in any order, not what may differ by
     * member (addresses to listen on, admin, zone).
     */
    public String hash() {
        return Fingerprint.of(
                upstreams.stream().map(ProxyConfig::canonicalText).sorted().collect(Collectors.joining("\n")));
    }

    private static String canonicalText(Upstream upstream) {
        return Fingerprint.join(
                upstream.name(),
                upstream.balance(),
                Fingerprint.join(upstream.endpoints().stream()
                        .map(ProxyConfig::canonicalText)
                        .sorted()
                        .toArray()),
                upstream.check().canonicalText(),
                upstream.check().initiallyUp());
    }

    private static String canonicalText(Endpoint endpoint) {
        return Fingerprint.join(endpoint.address(), endpoint.weight(), endpoint.zone());
    }
}
