package io.quorate.core.model;

import java.util.Locale;

/**
 * Where a listener or the admin API binds.
 *
 * @param port 0 to 65535; 0 lets the system pick a free one
 */
public record ListenAddress(String host, int port) {
    public ListenAddress {
        host = host.toLowerCase(Locale.ROOT);
        HostPort.checkHost(host);
        Expect.that(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
    }

    /**
     * Reads {@code host:port} or {@code [ipv6]:port}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static ListenAddress parse(String text) {
        HostPort parsed = HostPort.parse(text);
        return new ListenAddress(parsed.host(), parsed.port());
    }

    /** Whether only this machine can reach the address. */
    public boolean isLoopback() {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    @Override
    public String toString() {
        return HostPort.format(host, port);
    }
}
