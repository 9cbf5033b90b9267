package io.quorate.app.reload;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;

/** What became of the configs that were found in the directory. */
public final class ReloadMetrics {
    private final Counter reloads;
    private final Gauge lastSuccess;
    private final Gauge refused;

    public ReloadMetrics(PrometheusRegistry registry) {
        reloads = Counter.builder()
                .name("quorate_config_reloads")
                .help("Changes of the config directory, by what became of them.")
                .labelNames("result")
                .register(registry);
        reloads.initLabelValues("applied");
        reloads.initLabelValues("rejected");
        lastSuccess = Gauge.builder()
                .name("quorate_config_last_success_timestamp_seconds")
                .help("When a config was last applied, in seconds since 1970.")
                .register(registry);
        refused = Gauge.builder()
                .name("quorate_config_refused")
                .help("1 while the config directory holds what cannot be served, and an older config is applied.")
                .register(registry);
        refused.set(0);
    }

    void applied(Instant at) {
        reloads.labelValues("applied").inc();
        lastSuccess.set(at.toEpochMilli() / 1000.0);
        refused.set(0);
    }

    void rejected() {
        reloads.labelValues("rejected").inc();
        refused.set(1);
    }
}
