package io.quorate.proxy.meter;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import java.util.function.Function;

/**
 * Counts the connections of one listener.
 *
 * @param certificateEnd by the file of a certificate: when it expires, in seconds since 1970
 */
public record ListenerMeter(
        GaugeDataPoint open,
        CounterDataPoint rejected,
        CounterDataPoint handshakesFailed,
        Function<String, GaugeDataPoint> certificateEnd) {}
