package io.quorate.core.passive;

import io.quorate.core.model.net.EndpointAddress;

/**
 * One request that may be sent to an endpoint after its ejection, to see whether it works.
 *
 * @param number tells it from others of the same endpoint
 */
public record Trial(String upstream, EndpointAddress address, long number) {}
