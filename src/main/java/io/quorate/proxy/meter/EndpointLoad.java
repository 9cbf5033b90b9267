package io.quorate.proxy.meter;

import java.util.concurrent.atomic.LongAdder;

/**
 * What all event loops have under way to one endpoint of one upstream.
 *
 * @param inFlight requests, those that wait for a connection included
 * @param slots of those that may be under way at once
 */
public record EndpointLoad(LongAdder inFlight, Slots slots) {
    EndpointLoad() {
        this(new LongAdder(), new Slots());
    }
}
