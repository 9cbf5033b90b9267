package io.quorate.core.model.upstream;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.text.Expect;

/**
 * One host and port of an upstream.
 *
 * @param weight share of the traffic relative to the others, 0 to 1000; 0 is probed but gets no traffic
 * @param zone where it runs, empty if not said
 * @param backup whether it gets traffic only while no other can be used
 */
public record Endpoint(EndpointAddress address, int weight, String zone, boolean backup) {
    public static final int MAX_WEIGHT = 1_000;

    public Endpoint {
        Expect.that(weight >= 0 && weight <= MAX_WEIGHT, "weight", weight, "0 to " + MAX_WEIGHT);
    }

    /** The same with another share. */
    public Endpoint weighing(int other) {
        return new Endpoint(address, other, zone, backup);
    }

    /** One that is no backup. */
    public Endpoint(EndpointAddress address, int weight, String zone) {
        this(address, weight, zone, false);
    }
}
