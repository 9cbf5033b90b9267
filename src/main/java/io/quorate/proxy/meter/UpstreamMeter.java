package io.quorate.proxy.meter;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** Counts the attempts at the endpoints of one upstream. */
public final class UpstreamMeter {
    private final Map<AttemptResult, CounterDataPoint> byResult = new EnumMap<>(AttemptResult.class);
    private final Function<String, CounterDataPoint> retries;
    private final CounterDataPoint rescued;
    private final CounterDataPoint hedgesWon;
    private final CounterDataPoint hedgesLost;

    UpstreamMeter(
            Function<AttemptResult, CounterDataPoint> counters,
            Function<String, CounterDataPoint> retries,
            CounterDataPoint rescued,
            Function<Boolean, CounterDataPoint> hedges) {
        this.retries = retries;
        this.rescued = rescued;
        this.hedgesWon = hedges.apply(true);
        this.hedgesLost = hedges.apply(false);
        for (AttemptResult result : AttemptResult.values()) {
            byResult.put(result, counters.apply(result));
        }
    }

    /** Counts a request that was sent once more, and why: a word or a status of the config. */
    public void retried(String reason) {
        retries.apply(reason).inc();
    }

    /** Counts a request that was sent elsewhere because its endpoint may never answer. */
    public void rescued() {
        rescued.inc();
    }

    /** Counts a second attempt beside a slow one, and whether its answer was taken. */
    public void hedged(boolean won) {
        (won ? hedgesWon : hedgesLost).inc();
    }

    /** Counts one attempt. */
    public void ended(AttemptResult result) {
        CounterDataPoint counter = byResult.get(result);
        if (counter != null) {
            counter.inc();
        }
    }
}
