package io.quorate.probe;

import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.probe.wire.Connector;
import io.quorate.probe.wire.ProbeRun;
import io.vertx.core.Vertx;
import java.util.List;

/** Opens a connection and closes it. What the endpoint does to it is its own affair: it took it. */
final class TcpProbe implements Probe {
    private final Connector connector;

    TcpProbe(Vertx vertx, CheckSpec spec) {
        this.connector = new Connector(vertx, vertx.createNetClient(), spec.approach(), List.of());
    }

    @Override
    public void begin(EndpointAddress address, ProbeRun run) {
        connector.open(address, run, line -> run.pass("connected"));
    }

    @Override
    public void close() {
        connector.close();
    }
}
