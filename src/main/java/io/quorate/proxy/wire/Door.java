package io.quorate.proxy.wire;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.net.IpLiteral;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.proxy.tls.ClientTls;
import io.vertx.core.net.SocketAddress;

/**
 * Where an endpoint is reached.
 *
 * @param server where to connect to
 * @param name for TLS: whom the certificate has to be for
 */
public record Door(SocketAddress server, String name) {
    public static Door of(EndpointAddress address, EndpointTls tls) {
        SocketAddress server = SocketAddress.inetSocketAddress(address.port(), address.host());
        return new Door(server, ClientTls.peer(tls, address.host()));
    }

    /** The name asked for by SNI, which addresses are not (RFC 6066 section 3); empty: none. */
    public String sni() {
        return IpLiteral.canonical(name).isPresent() ? "" : name;
    }
}
