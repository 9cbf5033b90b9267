package io.quorate.cluster;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.cluster.wire.Drop;
import io.quorate.core.view.Message;
import io.quorate.core.view.Pulse;
import io.quorate.core.view.Report;

/** What is counted about messages between members. */
public final class ClusterMetrics {
    private final Counter reports;
    private final CounterDataPoint pulses;
    private final CounterDataPoint deltas;
    private final CounterDataPoint wholes;
    private final CounterDataPoint pulls;
    private final CounterDataPoint registrations;

    public ClusterMetrics(PrometheusRegistry registry) {
        reports = Counter.builder()
                .name("quorate_cluster_reports")
                .help("Messages of other members: let in as pulse, delta, whole or pull, else why they were dropped.")
                .labelNames("kind")
                .register(registry);
        pulses = reports.labelValues("pulse");
        deltas = reports.labelValues("delta");
        wholes = reports.labelValues("whole");
        pulls = reports.labelValues("pull");
        for (Drop kind : Drop.values()) {
            reports.initLabelValues(kind.word());
        }
        registrations = Counter.builder()
                .name("quorate_cluster_registrations")
                .help("Times we registered with the event bus anew because a member of the cluster was silent on it.")
                .register(registry);
    }

    void heard(Message message) {
        if (message instanceof Pulse) {
            pulses.inc();
        } else if (message instanceof Report report) {
            (report.isWhole() ? wholes : deltas).inc();
        } else {
            pulls.inc();
        }
    }

    void dropped(Drop kind) {
        reports.labelValues(kind.word()).inc();
    }

    void registeredAnew() {
        registrations.inc();
    }
}
