package io.quorate.core.model;

import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.text.Fingerprint;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Balance;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Failover;
import io.quorate.core.model.upstream.Upstream;
import java.util.List;
import java.util.stream.Collectors;

/** A whole config that can be served. */
public record ProxyConfig(
        List<Listener> listeners,
        List<Route> routes,
        List<Upstream> upstreams,
        AdminSettings admin,
        ClusterSettings cluster,
        AccessLogSettings accessLog,
        DrainSettings drain) {
    public ProxyConfig {
        listeners = List.copyOf(listeners);
        routes = List.copyOf(routes);
        upstreams = List.copyOf(upstreams);
    }

    /** One without an access log, that drains as a member does unless told otherwise. */
    public ProxyConfig(
            List<Listener> listeners,
            List<Route> routes,
            List<Upstream> upstreams,
            AdminSettings admin,
            ClusterSettings cluster) {
        this(listeners, routes, upstreams, admin, cluster, AccessLogSettings.OFF, DrainSettings.DEFAULT);
    }

    /** The same with these upstreams. */
    public ProxyConfig withUpstreams(List<Upstream> others) {
        return new ProxyConfig(listeners, routes, others, admin, cluster, accessLog, drain);
    }

    /**
     * Identifies the generation: covers upstreams and their checks as they apply, in any order, not what may differ by
     * member (addresses to listen on, admin, zone, access log, drain).
     */
    public String hash() {
        return Fingerprint.of(
                upstreams.stream().map(ProxyConfig::canonicalText).sorted().collect(Collectors.joining("\n")));
    }

    private static String canonicalText(Upstream upstream) {
        return Fingerprint.join(
                        upstream.name(),
                        upstream.balance().policy(),
                        Fingerprint.join(upstream.endpoints().stream()
                                .map(ProxyConfig::canonicalText)
                                .sorted()
                                .toArray()),
                        upstream.check().canonicalText(),
                        upstream.check().initiallyUp())
                + unlessDefault(Balance.of(upstream.balance().policy()), upstream.balance())
                + unlessDefault(canonicalText(Transport.DEFAULT), canonicalText(upstream.transport()))
                + unlessDefault(
                        Failover.DEFAULT.canonicalText(), upstream.failover().canonicalText())
                + unlessDefault(
                        Discovery.NONE.canonicalText(), upstream.discovery().canonicalText());
    }

    private static String canonicalText(Endpoint endpoint) {
        return Fingerprint.join(endpoint.address(), endpoint.weight(), endpoint.zone())
                + unlessDefault(false, endpoint.backup());
    }

    /** Without what is in files: members renew them one after the other. */
    private static String canonicalText(Transport transport) {
        EndpointTls tls = transport.tls();
        return Fingerprint.join(
                transport.protocol(), tls.isUsed(), tls.verify(), tls.serverName(), transport.connections());
    }

    /** What a version before did not know is left out where it is not used, so that both give the same hash. */
    private static String unlessDefault(Object byDefault, Object value) {
        return value.equals(byDefault) ? "" : Fingerprint.join(value);
    }
}
