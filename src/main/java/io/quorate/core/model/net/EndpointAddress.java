package io.quorate.core.model.net;

import io.quorate.core.model.text.Expect;
import java.util.Locale;

/**
 * Where an endpoint listens. The host is a lower-case DNS name, an IPv4 address, or an IPv6 address without brackets.
 *
 * @param port 1 to 65535
 */
public record EndpointAddress(String host, int port) implements Comparable<EndpointAddress> {
    public EndpointAddress {
        host = host.toLowerCase(Locale.ROOT);
        HostPort.checkHost(host);
        Expect.that(port >= 1 && port <= 65_535, "port", port, "1 to 65535");
    }

    /**
     * Reads {@code host:port} or {@code [ipv6]:port}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static EndpointAddress parse(String text) {
        HostPort parsed = HostPort.parse(text);
        return new EndpointAddress(parsed.host(), parsed.port());
    }

    /** The same host at another port. */
    public EndpointAddress withPort(int otherPort) {
        return new EndpointAddress(host, otherPort);
    }

    @Override
    public int compareTo(EndpointAddress other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return HostPort.format(host, port);
    }
}
