package io.quorate.proxy.meter;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/** Counts the answers of one route; nothing is looked up by name once a status has been seen. */
public final class RouteMeter {
    private static final int FIRST = 100;
    private static final int LAST = 599;

    private final String upstream;
    private final AtomicReferenceArray<CounterDataPoint> byStatus = new AtomicReferenceArray<>(LAST - FIRST + 1);
    private final IntFunction<CounterDataPoint> counters;
    private final DistributionDataPoint seconds;

    RouteMeter(String upstream, IntFunction<CounterDataPoint> counters, DistributionDataPoint seconds) {
        this.upstream = upstream;
        this.counters = counters;
        this.seconds = seconds;
    }

    boolean isFor(String otherUpstream) {
        return upstream.equals(otherUpstream);
    }

    /** Counts one answer, with its status and how long it took from the request's head to its own last byte. */
    public void answered(int status, long nanos) {
        int index = Math.max(FIRST, Math.min(LAST, status)) - FIRST;
        CounterDataPoint counter = byStatus.get(index);
        if (counter == null) {
            counter = counters.apply(index + FIRST);
            byStatus.set(index, counter);
        }
        counter.inc();
        seconds.observe(nanos / 1e9);
    }
}
