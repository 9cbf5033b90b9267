package io.quorate.proxy.http;

import io.quorate.core.model.net.Cidr;
import java.net.InetAddress;
import java.util.List;

/**
 * The client at the other end of a connection, as forwarded requests describe it.
 *
 * @param address without a port
 * @param port of ours that it connected to
 * @param trusted whether what it says of clients before it is believed
 */
public record Peer(String address, int port, boolean trusted) {
    /** The peer at that address, and whether one of the blocks holds it. */
    public static Peer of(InetAddress address, int port, List<Cidr> trustedBlocks) {
        boolean trusted = false;
        for (Cidr block : trustedBlocks) {
            trusted |= block.contains(address);
        }
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return new Peer(scope < 0 ? text : text.substring(0, scope), port, trusted);
    }

    /** The address as a node of {@code Forwarded} (RFC 7239 section 6): IPv6 in brackets and quotes. */
    String node() {
        return address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
    }
}
