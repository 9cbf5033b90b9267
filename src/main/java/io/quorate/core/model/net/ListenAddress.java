package io.quorate.core.model.net;

import io.quorate.core.model.text.Expect;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where a listener or the admin API binds.
 *
 * @param port 0 to 65535; 0 lets the system pick a free one
 */
public record ListenAddress(String host, int port) {
    private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

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
        return host.equals("localhost")
                || IpLiteral.bytesOf(host).filter(ListenAddress::isLoopback).isPresent();
    }

    /** Whether it stands for all addresses of this machine. */
    public boolean isAny() {
        return IpLiteral.bytesOf(host).filter(ListenAddress::isZero).isPresent();
    }

    @Override
    public String toString() {
        return HostPort.format(host, port);
    }

    private static boolean isLoopback(byte[] address) {
        boolean ipv4 = address.length == 4;
        return ipv4 ? address[0] == 127 : Arrays.equals(address, IPV6_LOOPBACK);
    }

    private static boolean isZero(byte[] address) {
        return Arrays.equals(address, new byte[address.length]);
    }
}
