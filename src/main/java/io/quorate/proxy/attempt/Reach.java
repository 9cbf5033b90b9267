package io.quorate.proxy.attempt;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.proxy.meter.EndpointLoad;
import io.quorate.proxy.meter.EndpointLoads;

/**
 * What attempts at endpoints count and tell.
 *
 * @param watches who waits for which endpoint on this event loop
 */
public record Reach(EndpointLoads loads, Watches watches, Witness witness) {
    EndpointLoad load(String upstream, EndpointAddress endpoint) {
        return loads.of(upstream, endpoint);
    }
}
