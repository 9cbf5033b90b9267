package io.quorate.proxy.http;

/**
 * The client at the other end of a connection, as forwarded requests describe it.
 *
 * @param address without a port
 * @param port of ours that it connected to
 * @param trusted whether what it says of clients before it is believed
 */
public record Peer(String address, int port, boolean trusted) {
    /** The address as a node of {@code Forwarded} (RFC 7239 section 6): IPv6 in brackets and quotes. */
    String node() {
        return address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
    }
}
