package io.quorate.core.control;

import io.quorate.core.model.Endpoint;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.Upstream;
import io.quorate.core.model.net.EndpointAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Make before break: the way from one config to the next on which no upstream is ever without a probed endpoint. */
public final class Bridge {
    private Bridge() {}

    /**
     * The config to apply until what is new in {@code after} has been probed: the routes of before, and the endpoints
     * of both.
     */
    public static ProxyConfig between(ProxyConfig before, ProxyConfig after) {
        Map<String, Upstream> bridged = new LinkedHashMap<>();
        before.upstreams().forEach(upstream -> bridged.put(upstream.name(), upstream));
        after.upstreams()
                .forEach(upstream -> bridged.merge(upstream.name(), upstream, (old, next) -> withBoth(old, next)));
        return new ProxyConfig(
                before.listeners(), before.routes(), List.copyOf(bridged.values()), before.admin(), before.zone());
    }

    private static Upstream withBoth(Upstream before, Upstream after) {
        Set<EndpointAddress> kept =
                after.endpoints().stream().map(Endpoint::address).collect(Collectors.toSet());
        List<Endpoint> endpoints = new ArrayList<>(after.endpoints());
        before.endpoints().stream()
                .filter(endpoint -> !kept.contains(endpoint.address()))
                .forEach(endpoints::add);
        return new Upstream(after.name(), endpoints, after.balance(), after.check());
    }
}
