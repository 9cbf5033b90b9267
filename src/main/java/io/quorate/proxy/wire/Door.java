package io.quorate.proxy.wire;

import io.quorate.core.model.net.EndpointAddress;
import io.vertx.core.net.SocketAddress;

/**
 * Where an endpoint is reached.
 *
 * @param server where to connect to
 * @param name for TLS: asked for by SNI, and verified
 */
public record Door(SocketAddress server, String name) {
    public static Door of(EndpointAddress address, String serverName) {
        SocketAddress server = SocketAddress.inetSocketAddress(address.port(), address.host());
        return new Door(server, serverName.isEmpty() ? address.host() : serverName);
    }
}
