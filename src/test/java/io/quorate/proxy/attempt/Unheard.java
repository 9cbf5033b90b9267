package io.quorate.proxy.attempt;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.passive.Trial;
import io.quorate.core.passive.TrialEnd;

/** Nobody is told anything. */
class Unheard implements Witness {
    @Override
    public void unreachable(EndpointAddress address, String reason) {}

    @Override
    public void failing(String upstream, EndpointAddress address, String reason) {}

    @Override
    public void tried(Trial trial, TrialEnd end, String reason) {}
}
