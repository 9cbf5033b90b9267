package io.quorate.probe;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.model.TargetId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** How long the certificates that endpoints show are valid; written from one event loop and read by any thread. */
final class CertificateMetric {
    private static final double SECONDS_A_DAY = Duration.ofDays(1).toSeconds();

    private final Map<Series, Seen> seen = new ConcurrentHashMap<>();
    /** For the event loop alone. */
    private final Map<TargetId, Set<Series>> held = new HashMap<>();

    CertificateMetric(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("quorate_probe_certificate_expiry_days")
                .help("Days until the certificate runs out that an endpoint has shown last; negative since it has.")
                .labelNames("upstream", "address")
                .callback(gauge -> seen.forEach((series, last) ->
                        gauge.call(last.daysLeft(Instant.now()), series.upstream(), series.address())))
                .register(registry);
    }

    /** A probe of the target has seen one that is valid until then. */
    void saw(TargetId target, List<String> upstreams, Instant end) {
        for (String upstream : upstreams) {
            Series series = new Series(upstream, target.address().toString());
            seen.put(series, new Seen(target, end));
            held.computeIfAbsent(target, unused -> new HashSet<>()).add(series);
        }
    }

    /** The target is used by these upstreams and by no other. */
    void keep(TargetId target, List<String> upstreams) {
        Set<Series> series = held.getOrDefault(target, Set.of());
        for (Series one : List.copyOf(series)) {
            if (!upstreams.contains(one.upstream())) {
                series.remove(one);
                // Unless another target of the same address has it by now.
                seen.computeIfPresent(one, (unused, last) -> last.target().equals(target) ? null : last);
            }
        }
        if (series.isEmpty()) {
            held.remove(target);
        }
    }

    private record Series(String upstream, String address) {}

    private record Seen(TargetId target, Instant end) {
        double daysLeft(Instant now) {
            return Duration.between(now, end).toSeconds() / SECONDS_A_DAY;
        }
    }
}
