package io.quorate.app.health;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.discover.Sought;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log and the metrics what was found: in the log a line for each change only. */
final class DiscoveryJournal {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryJournal.class);
    private static final int MOST_TOLD = 20;
    private static final String UPSTREAM = "upstream";
    private static final String FOUND = "found";
    private static final String FAILED = "failed";

    private final Clock clock;
    private final Counter lookups;
    private final Gauge endpoints;
    private final Gauge lastAnswer;
    private final Set<String> held = new HashSet<>();

    DiscoveryJournal(PrometheusRegistry registry) {
        this(registry, Clock.systemUTC());
    }

    DiscoveryJournal(PrometheusRegistry registry, Clock clock) {
        this.clock = clock;
        lookups = Counter.builder()
                .name("quorate_discovery_lookups")
                .help("Times that endpoints were asked for, by what came of it: found or failed.")
                .labelNames(UPSTREAM, "result")
                .register(registry);
        endpoints = Gauge.builder()
                .name("quorate_discovery_endpoints")
                .help("Endpoints that the last answer held; 0 before there is one.")
                .labelNames(UPSTREAM)
                .register(registry);
        lastAnswer = Gauge.builder()
                .name("quorate_discovery_last_answer_timestamp_seconds")
                .help("When the last answer came; 0 before there is one.")
                .labelNames(UPSTREAM)
                .register(registry);
    }

    /** It is looked for from now on: so that what never was found can be seen, and alarmed on, too. */
    void begin(String upstream) {
        lookups.labelValues(upstream, FOUND);
        lookups.labelValues(upstream, FAILED);
        endpoints.labelValues(upstream);
        lastAnswer.labelValues(upstream);
    }

    void tell(String upstream, Sought before, Sought after) {
        String problem = after.asked().problem();
        boolean found = problem.isEmpty();
        lookups.labelValues(upstream, found ? FOUND : FAILED).inc();
        if (found) {
            endpoints.labelValues(upstream).set(after.found().size());
            lastAnswer.labelValues(upstream).set(clock.millis() / 1e3);
            if (after.turn() != before.turn() || !before.asked().answered()) {
                tellChange(upstream, before, after);
            } else if (!before.asked().problem().isEmpty()) {
                LOG.info(
                        "event=discovery_recovered upstream={} endpoints={}",
                        upstream,
                        after.found().size());
            }
        } else if (!problem.equals(before.asked().problem())) {
            LOG.warn(
                    "event=discovery_failed upstream={} kept={} reason=\"{}\"",
                    upstream,
                    after.found().size(),
                    Journal.quotable(problem));
        }
    }

    /** Says once that endpoints are kept which are no longer found, and once that they are not needed any more. */
    void tellHeld(String upstream, Sought sought, boolean holds) {
        if (holds && held.add(upstream)) {
            LOG.warn(
                    "event=discovery_held upstream={} kept={} reason=\"of the {} that are found now none works\"",
                    upstream,
                    text(new TreeSet<>(sought.gone())),
                    sought.found().size());
        } else if (!holds && held.remove(upstream)) {
            LOG.info("event=discovery_released upstream={}", upstream);
        }
    }

    /** Nothing is looked for any more. */
    void forget(String upstream) {
        held.remove(upstream);
        lookups.remove(upstream, FOUND);
        lookups.remove(upstream, FAILED);
        endpoints.remove(upstream);
        lastAnswer.remove(upstream);
    }

    private static void tellChange(String upstream, Sought before, Sought after) {
        Set<EndpointAddress> came = addresses(after.found());
        came.removeAll(addresses(before.found()));
        Set<EndpointAddress> gone = addresses(before.found());
        gone.removeAll(addresses(after.found()));
        LOG.info(
                "event=discovery upstream={} endpoints={} came={} gone={}",
                upstream,
                after.found().size(),
                text(came),
                text(gone));
    }

    private static Set<EndpointAddress> addresses(List<Endpoint> endpoints) {
        return endpoints.stream().map(Endpoint::address).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Set<EndpointAddress> addresses) {
        String told = addresses.stream().limit(MOST_TOLD).map(String::valueOf).collect(Collectors.joining(","));
        int more = addresses.size() - MOST_TOLD;
        return more > 0 ? told + ",and " + more + " more" : told;
    }
}
