package io.quorate.proxy.wire;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.net.IpLiteral;
import io.vertx.core.net.SocketAddress;

/**
 * Where an endpoint is reached.
 *
 * @param server where to connect to
 * @param name for TLS: whom the certificate has to be for
 */
public record Door(SocketAddress server, String name) {
    public static Door of(EndpointAddress address, String serverName) {
        SocketAddress server = SocketAddress.inetSocketAddress(address.port(), address.host());
        return new Door(server, serverName.isEmpty() ? address.host() : serverName);
    }

    /** The name asked for by SNI, which addresses are not (RFC 6066 section 3); empty: none. */
    public String sni() {
        return IpLiteral.canonical(name).isPresent() ? "" : name;
    }
}
