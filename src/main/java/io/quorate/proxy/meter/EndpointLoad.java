package io.quorate.proxy.meter;

import java.util.concurrent.atomic.LongAdder;

/**
 * What all event loops have under way to one endpoint of one upstream.
 *
 * @param inFlight requests, those that wait for a connection included
 * @param slots of those that may be under way at once
 * @param outcomes of those that are over
 */
public record EndpointLoad(LongAdder inFlight, Slots slots, Outcomes outcomes) {
    EndpointLoad() {
        this(new LongAdder(), new Slots(), new Outcomes());
    }
}
