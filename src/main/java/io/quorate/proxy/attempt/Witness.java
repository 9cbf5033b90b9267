package io.quorate.proxy.attempt;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.passive.Trial;
import io.quorate.core.passive.TrialEnd;

/** Who is told what requests see of endpoints: from any event loop, as often as it happens, so it must be cheap. */
public interface Witness {
    /** A request could not reach an endpoint, or nothing comes of it any more. */
    void unreachable(EndpointAddress address, String reason);

    /** So many requests to an endpoint of an upstream failed in a row that it is to be left out. */
    void failing(String upstream, EndpointAddress address, String reason);

    /** A trial request has ended. */
    void tried(Trial trial, TrialEnd end, String reason);
}
