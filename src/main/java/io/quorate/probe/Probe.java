package io.quorate.probe;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.probe.wire.ProbeRun;

/** A check made ready to be tried against one address after another, from one event loop. */
interface Probe {
    /** Begins one try and returns at once; the run is told what comes of it. */
    void begin(EndpointAddress address, ProbeRun run);

    /** Frees what the probe holds, connections under way included. */
    void close();
}
