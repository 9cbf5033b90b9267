package io.quorate.proxy.meter;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** Counts the attempts at the endpoints of one upstream. */
public final class UpstreamMeter {
    private final Map<AttemptResult, CounterDataPoint> byResult = new EnumMap<>(AttemptResult.class);

    UpstreamMeter(Function<AttemptResult, CounterDataPoint> counters) {
        for (AttemptResult result : AttemptResult.values()) {
            byResult.put(result, counters.apply(result));
        }
    }

    /** Counts one attempt. */
    public void ended(AttemptResult result) {
        CounterDataPoint counter = byResult.get(result);
        if (counter != null) {
            counter.inc();
        }
    }
}
