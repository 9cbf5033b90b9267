package io.quorate.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import io.quorate.core.model.net.Cidr;
import io.quorate.core.model.net.IpLiteral;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The client at the other end of a connection, as forwarded requests describe it.
 *
 * @param address without a port
 * @param port of ours that it connected to
 * @param scheme that it speaks with us, {@code http} or {@code https}
 * @param trustedBlocks of peers whose word on clients before them is believed
 * @param trusted whether this one's is
 */
public record Peer(String address, int port, String scheme, List<Cidr> trustedBlocks, boolean trusted) {
    private static final AsciiString X_FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString X_FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");

    public Peer {
        trustedBlocks = List.copyOf(trustedBlocks);
    }

    /** The peer at that address, and whether one of the blocks holds it. */
    public static Peer of(InetAddress address, int port, String scheme, List<Cidr> trustedBlocks) {
        return new Peer(text(address), port, scheme, trustedBlocks, holds(trustedBlocks, address));
    }

    /**
     * The address of the client: the peer's own, or, if that is trusted, the last one in {@code X-Forwarded-For} that is
     * not trusted itself. Where all are, it is the first; what is no address ends the search, since nobody vouches for
     * what stands before it.
     *
     * @param fields of the request
     */
    public String clientIp(HttpHeaders fields) {
        if (!trusted || !fields.contains(X_FORWARDED_FOR)) {
            return address;
        }
        String[] forwarded = String.join(",", fields.getAll(X_FORWARDED_FOR)).split(",", -1);
        String client = address;
        for (int i = forwarded.length - 1; i >= 0; i--) {
            Optional<InetAddress> next = IpLiteral.addressOf(withoutPort(forwarded[i].trim()));
            if (next.isEmpty()) {
                return client;
            }
            client = text(next.get());
            if (!holds(trustedBlocks, next.get())) {
                return client;
            }
        }
        return client;
    }

    /** The scheme that the client used: the peer's own, or what a trusted one says in {@code X-Forwarded-Proto}. */
    public String clientScheme(HttpHeaders fields) {
        String theirs = trusted ? fields.get(X_FORWARDED_PROTO) : null;
        if (theirs == null) {
            return scheme;
        }
        return theirs.equalsIgnoreCase("https") ? "https" : theirs.equalsIgnoreCase("http") ? "http" : scheme;
    }

    /** The address as a node of {@code Forwarded} (RFC 7239 section 6): IPv6 in brackets and quotes. */
    String node() {
        return address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
    }

    private static boolean holds(List<Cidr> blocks, InetAddress address) {
        for (Cidr block : blocks) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** IPv6 in its short form (RFC 5952), and without a scope, which means nothing to others. */
    private static String text(InetAddress address) {
        return NetUtil.toAddressString(address);
    }

    /** Some proxies write the client's port too: {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711}. */
    private static String withoutPort(String node) {
        if (node.startsWith("[")) {
            int end = node.indexOf(']');
            return end < 0 ? node : node.substring(1, end);
        }
        int colon = node.indexOf(':');
        return colon >= 0 && colon == node.lastIndexOf(':') ? node.substring(0, colon) : node;
    }
}
