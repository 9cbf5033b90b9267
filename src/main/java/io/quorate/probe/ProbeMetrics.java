package io.quorate.probe;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.health.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is counted about probes; written from one event loop. */
public final class ProbeMetrics {
    private static final double NANOS = 1e9;

    private final Counter probes;
    private final DistributionDataPoint seconds;
    private final DistributionDataPoint lateness;
    private final CertificateMetric certificates;
    private final Map<String, Map<String, CounterDataPoint>> counters = new HashMap<>();

    public ProbeMetrics(PrometheusRegistry registry) {
        certificates = new CertificateMetric(registry);
        probes = Counter.builder()
                .name("quorate_probes")
                .help("Probes by what came of them: pass, a kind of failure, or inconclusive.")
                .labelNames("upstream", "result")
                .register(registry);
        seconds = Histogram.builder()
                .name("quorate_probe_seconds")
                .help("Time from the start of a probe to its pass or failure.")
                .classicOnly()
                .classicUpperBounds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
                .register(registry);
        lateness = Histogram.builder()
                .name("quorate_probe_lateness_seconds")
                .help("Time from when a probe was due to when it started.")
                .classicOnly()
                .classicUpperBounds(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
                .register(registry);
    }

    void ended(List<String> upstreams, Outcome outcome) {
        String result = resultOf(outcome);
        for (String upstream : upstreams) {
            counters.computeIfAbsent(upstream, unused -> new HashMap<>())
                    .computeIfAbsent(result, unused -> probes.labelValues(upstream, result))
                    .inc();
        }
        if (outcome instanceof Outcome.Pass pass) {
            seconds.observe(pass.latencyNanos() / NANOS);
        } else if (outcome instanceof Outcome.Failure failure) {
            seconds.observe(failure.latencyNanos() / NANOS);
        }
    }

    CertificateMetric certificates() {
        return certificates;
    }

    void late(long nanos) {
        lateness.observe(nanos / NANOS);
    }

    private static String resultOf(Outcome outcome) {
        if (outcome instanceof Outcome.Failure failure) {
            return failure.kind().name();
        }
        return outcome instanceof Outcome.Pass ? "pass" : "inconclusive";
    }
}
