package io.quorate.core.model;

import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Upstream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * Make before break: the way from one config to the next, on which a request finds a route and a probed endpoint at every
 * step.
 */
public final class Bridge {
    private Bridge() {}

    /**
     * The config to apply before listeners are opened: what was, and what the listeners that are new need. It takes
     * nothing away, so going back to {@code before} loses nothing.
     */
    public static ProxyConfig opening(ProxyConfig before, ProxyConfig after) {
        return bridge(before, after, (old, next) -> old);
    }

    /** The config to apply until what is new in {@code after} has been probed: the endpoints of both. */
    public static ProxyConfig between(ProxyConfig before, ProxyConfig after) {
        return bridge(before, after, Bridge::withBoth);
    }

    private static ProxyConfig bridge(ProxyConfig before, ProxyConfig after, BinaryOperator<Upstream> both) {
        Map<String, Upstream> upstreams = new LinkedHashMap<>();
        before.upstreams().forEach(upstream -> upstreams.put(upstream.name(), upstream));
        after.upstreams().forEach(upstream -> upstreams.merge(upstream.name(), upstream, both));
        Set<String> old = names(before);
        Set<String> opened = names(after);
        opened.removeAll(old);
        List<Route> routes = new ArrayList<>(restricted(before.routes(), old));
        routes.addAll(restricted(after.routes(), opened));
        return new ProxyConfig(
                before.listeners(),
                routes,
                List.copyOf(upstreams.values()),
                before.admin(),
                before.cluster(),
                before.accessLog(),
                before.drain());
    }

    private static Set<String> names(ProxyConfig config) {
        return config.listeners().stream().map(Listener::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The routes as they hold for these listeners only. */
    private static List<Route> restricted(List<Route> routes, Set<String> listeners) {
        List<Route> restricted = new ArrayList<>();
        for (Route route : routes) {
            List<String> left = listeners.stream()
                    .filter(name ->
                            route.listeners().isEmpty() || route.listeners().contains(name))
                    .toList();
            if (!left.isEmpty()) {
                restricted.add(route.heldTo(left));
            }
        }
        return restricted;
    }

    private static Upstream withBoth(Upstream before, Upstream after) {
        Set<EndpointAddress> kept =
                after.endpoints().stream().map(Endpoint::address).collect(Collectors.toSet());
        List<Endpoint> endpoints = new ArrayList<>(after.endpoints());
        before.endpoints().stream()
                .filter(endpoint -> !kept.contains(endpoint.address()))
                .forEach(endpoints::add);
        return after.withEndpoints(endpoints);
    }
}
