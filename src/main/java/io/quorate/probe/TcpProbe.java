package io.quorate.probe;

import io.quorate.core.model.net.EndpointAddress;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;

/** Opens a connection and closes it. */
final class TcpProbe implements Probe {
    private final NetClient client;

    TcpProbe(Vertx vertx) {
        this.client = vertx.createNetClient();
    }

    @Override
    public void begin(EndpointAddress address, ProbeRun run) {
        ConnectOptions options = new ConnectOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setTimeout((int) run.timeout().toMillis());
        client.connect(options)
                .onSuccess(socket -> connected(socket, run))
                .onFailure(cause -> Faults.connecting(cause, run));
    }

    @Override
    public void close() {
        client.close();
    }

    private static void connected(NetSocket socket, ProbeRun run) {
        socket.exceptionHandler(cause -> {
            // The endpoint took the connection, which is all that was asked; what it does to it now is its own affair.
        });
        run.connected(socket::close);
        run.pass("connected");
    }
}
