package io.quorate.app.health;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.control.status.Agreement;
import io.quorate.core.control.status.EndpointStatus;
import io.quorate.core.control.status.Transition;
import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.passive.Ejected;
import io.quorate.core.view.Pulse;
import io.quorate.core.view.VerdictState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Verdicts and the view, as metrics. */
final class HealthMetrics {
    private final Counter transitions;
    private final Counter ejections;
    private final Gauge up;
    private final Gauge ejected;
    private final Gauge healthyRatio;
    private final Gauge panic;
    private final Gauge members;
    private final Gauge agreement;
    private final Gauge viewHash;
    private final Gauge abstaining;
    private final Gauge awareness;
    private final Gauge configHash;
    private Set<List<String>> endpoints = new HashSet<>();
    private Set<List<String>> upstreams = new HashSet<>();

    HealthMetrics(PrometheusRegistry registry) {
        transitions = Counter.builder()
                .name("quorate_endpoint_transitions")
                .help("Verdicts that turned.")
                .labelNames("upstream")
                .register(registry);
        ejections = Counter.builder()
                .name("quorate_ejections")
                .help("Times that an endpoint was left out because requests failed, or for longer.")
                .labelNames("upstream")
                .register(registry);
        ejected = Gauge.builder()
                .name("quorate_endpoint_ejected")
                .help("1 while all members leave an endpoint out because requests to it failed, else 0.")
                .labelNames("upstream", "address")
                .register(registry);
        panic = Gauge.builder()
                .name("quorate_upstream_panic")
                .help("1 while too few of an upstream's endpoints are healthy, else 0.")
                .labelNames("upstream")
                .register(registry);
        up = Gauge.builder()
                .name("quorate_endpoint_up")
                .help("1 while the verdict is up, else 0.")
                .labelNames("upstream", "address")
                .register(registry);
        healthyRatio = Gauge.builder()
                .name("quorate_upstream_healthy_ratio")
                .help("Share of an upstream's endpoints that nothing speaks against.")
                .labelNames("upstream")
                .register(registry);
        members = gauge(registry, "quorate_cluster_members", "Live members, this one included.");
        agreement = gauge(
                registry, "quorate_cluster_view_agreement", "Share of live members whose view is the same as ours.");
        viewHash = gauge(registry, "quorate_cluster_view_hash", "The view's hash, its upper 52 bits as a number.");
        abstaining = gauge(
                registry, "quorate_cluster_abstaining", "1 while this member's votes do not count, as after a pause.");
        awareness = gauge(registry, "quorate_cluster_awareness", "How far this member doubts itself, 0 to 8.");
        configHash = gauge(registry, "quorate_config_hash", "The config's hash, its upper 52 bits as a number.");
    }

    void count(Transition transition) {
        transition
                .upstreams()
                .forEach(upstream -> transitions.labelValues(upstream).inc());
    }

    void count(Ejected change) {
        if (change.out()) {
            ejections.labelValues(change.upstream()).inc();
        }
    }

    void refresh(HealthStatus status) {
        refreshCluster(status);
        Set<List<String>> currentEndpoints = new HashSet<>();
        Set<List<String>> currentUpstreams = new HashSet<>();
        for (UpstreamStatus upstream : status.upstreams()) {
            currentUpstreams.add(List.of(upstream.name()));
            healthyRatio
                    .labelValues(upstream.name())
                    .set((double) upstream.healthy()
                            / Math.max(1, upstream.endpoints().size()));
            panic.labelValues(upstream.name()).set(upstream.panic() ? 1 : 0);
            for (EndpointStatus endpoint : upstream.endpoints()) {
                String address = endpoint.endpoint().address().toString();
                currentEndpoints.add(List.of(upstream.name(), address));
                boolean isUp = endpoint.verdict().state() == VerdictState.UP;
                up.labelValues(upstream.name(), address).set(isUp ? 1 : 0);
                ejected.labelValues(upstream.name(), address)
                        .set(endpoint.evidence().ejected() ? 1 : 0);
            }
        }
        forgetGone(List.of(up, ejected), endpoints, currentEndpoints);
        forgetGone(List.of(healthyRatio, panic), upstreams, currentUpstreams);
        endpoints = currentEndpoints;
        upstreams = currentUpstreams;
    }

    private void refreshCluster(HealthStatus status) {
        Agreement agreed = Agreement.of(status.members());
        members.set(agreed.members());
        agreement.set(agreed.share());
        Pulse self = status.members().get(0).pulse();
        viewHash.set(number(self.viewHash()));
        configHash.set(number(self.configHash()));
        abstaining.set(self.abstaining() ? 1 : 0);
        awareness.set(self.awareness());
    }

    private static void forgetGone(List<Gauge> gauges, Set<List<String>> before, Set<List<String>> current) {
        Set<List<String>> gone = new HashSet<>(before);
        gone.removeAll(current);
        gone.forEach(labels -> gauges.forEach(gauge -> gauge.remove(labels.toArray(String[]::new))));
    }

    /** A double holds 52 bits exactly, so equal numbers mean equal upper bits. */
    private static double number(long hash) {
        return (double) (hash >>> 12);
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
        return Gauge.builder().name(name).help(help).register(registry);
    }
}
