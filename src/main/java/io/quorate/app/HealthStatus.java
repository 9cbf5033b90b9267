package io.quorate.app;

import io.quorate.core.control.UpstreamStatus;
import java.util.List;

/**
 * What the health verticle holds at one moment.
 *
 * @param at nanoseconds of its monotonic clock
 */
record HealthStatus(long viewHash, String configHash, List<UpstreamStatus> upstreams, long at) {}
