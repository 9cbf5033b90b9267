package io.quorate.proxy.attempt;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.proxy.meter.EndpointLoad;
import io.quorate.proxy.meter.EndpointLoads;
import java.util.function.BiConsumer;

/**
 * What attempts at endpoints count and tell.
 *
 * @param watches who waits for which endpoint on this event loop
 * @param unreachable told of endpoints that a request could not reach, and why
 */
public record Reach(EndpointLoads loads, Watches watches, BiConsumer<EndpointAddress, String> unreachable) {
    EndpointLoad load(String upstream, EndpointAddress endpoint) {
        return loads.of(upstream, endpoint);
    }

    void tell(EndpointAddress endpoint, String reason) {
        unreachable.accept(endpoint, reason);
    }
}
