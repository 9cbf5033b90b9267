package io.quorate.proxy.log;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Whether the access log gets all lines that it should. */
final class LogMetrics {
    private final Counter dropped;
    private final Gauge failing;

    LogMetrics(PrometheusRegistry registry) {
        dropped = Counter.builder()
                .name("quorate_access_log_dropped")
                .help("Lines of the access log that were thrown away because they could not be written fast enough")
                .register(registry);
        failing = Gauge.builder()
                .name("quorate_access_log_failing")
                .help("Whether lines of the access log cannot be written just now")
                .register(registry);
    }

    void dropped(long lines) {
        dropped.inc(lines);
    }

    void failing(boolean now) {
        failing.set(now ? 1 : 0);
    }
}
