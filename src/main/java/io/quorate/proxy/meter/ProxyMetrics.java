package io.quorate.proxy.meter;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The metrics of forwarding. Labels come from the config only; a request without a route has empty ones. */
public final class ProxyMetrics {
    private static final double[] SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };

    private final Counter requests;
    private final Histogram seconds;
    private final Counter attempts;
    private final Counter retries;
    private final Counter rescued;
    private final Counter hedges;
    private final Gauge connections;
    private final Counter rejected;
    private final Counter handshakesFailed;
    private final Gauge certificateEnds;
    private final Map<String, RouteMeter> routes = new ConcurrentHashMap<>();

    public ProxyMetrics(PrometheusRegistry registry, EndpointLoads loads) {
        requests = counter(registry, "quorate_requests", "Answers to clients", "route", "upstream", "code");
        seconds = seconds(registry);
        attempts = counter(
                registry, "quorate_upstream_attempts", "Tries of an endpoint, by how they ended", "upstream", "result");
        retries =
                counter(registry, "quorate_retries", "Requests that were sent once more, by why", "upstream", "reason");
        rescued = counter(
                registry,
                "quorate_rescued",
                "Requests that were sent elsewhere because their endpoint may never answer",
                "upstream");
        hedges = counter(
                registry,
                "quorate_hedges",
                "Second attempts beside slow ones, by whether their answer was taken",
                "upstream",
                "won");
        connections = gauge(registry, "quorate_connections", "Open client connections", "listener");
        rejected = counter(
                registry,
                "quorate_connections_rejected",
                "Client connections closed at once because the listener's limit was reached",
                "listener");
        handshakesFailed = counter(
                registry,
                "quorate_tls_handshakes_failed",
                "TLS handshakes of clients that came to nothing",
                "listener");
        certificateEnds = gauge(
                registry,
                "quorate_listener_certificate_end_timestamp_seconds",
                "When a certificate that a listener shows, or showed last under that file name, expires",
                "listener",
                "file");
        showInFlight(registry, loads);
    }

    /** The meter of a route and its upstream; both are empty for requests without a route. */
    public RouteMeter route(String route, String upstream) {
        RouteMeter known = routes.get(route);
        if (known != null && known.isFor(upstream)) {
            return known;
        }
        return routes.compute(
                route,
                (name, old) -> old != null && old.isFor(upstream)
                        ? old
                        : new RouteMeter(
                                upstream,
                                status -> requests.labelValues(name, upstream, String.valueOf(status)),
                                seconds.labelValues(name)));
    }

    /** A meter of an upstream. */
    public UpstreamMeter upstream(String upstream) {
        return new UpstreamMeter(
                result -> attempts.labelValues(upstream, result.word()),
                reason -> retries.labelValues(upstream, reason),
                rescued.labelValues(upstream),
                won -> hedges.labelValues(upstream, String.valueOf(won)));
    }

    /** A meter of a listener. */
    public ListenerMeter listener(String listener) {
        return new ListenerMeter(
                connections.labelValues(listener),
                rejected.labelValues(listener),
                handshakesFailed.labelValues(listener),
                file -> certificateEnds.labelValues(listener, file));
    }

    private static Histogram seconds(PrometheusRegistry registry) {
        return Histogram.builder()
                .name("quorate_request_seconds")
                .help("From the head of a request to the last byte of its answer")
                .labelNames("route")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String help, String... labels) {
        return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    private static void showInFlight(PrometheusRegistry registry, EndpointLoads loads) {
        GaugeWithCallback.builder()
                .name("quorate_inflight")
                .help("Requests in flight to endpoints")
                .labelNames("upstream")
                .callback(
                        callback -> loads.forEachUpstream((upstream, count) -> callback.call((double) count, upstream)))
                .register(registry);
    }
}
