package io.quorate.discovery.dns;

import io.netty.util.NetUtil;
import io.quorate.core.model.net.EndpointAddress;
import java.net.InetAddress;

/**
 * One address that was found, with what an SRV record said of it.
 *
 * @param priority the lowest of all is used first
 * @param weight its share among those of its priority
 */
record Offer(InetAddress host, int port, int priority, double weight) {
    EndpointAddress address() {
        return new EndpointAddress(NetUtil.toAddressString(host), port);
    }

    /** Whether it is an address that a host can have. Connecting to 0.0.0.0 would be to this machine itself. */
    boolean isOfAHost() {
        byte[] bytes = host.getAddress();
        return !host.isAnyLocalAddress()
                && !host.isMulticastAddress()
                && !(bytes.length == 4 && (bytes[0] & 0xf0) == 0xf0);
    }
}
