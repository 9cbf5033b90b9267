package io.quorate.proxy.meter;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;

/** Counts the connections of one listener. */
public record ListenerMeter(GaugeDataPoint open, CounterDataPoint rejected) {}
