package io.quorate.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import io.quorate.core.model.net.Cidr;
import io.quorate.core.model.net.IpLiteral;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
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
     * The address of the client: the peer's own, or, if that is trusted, the last one in {@code X-Forwarded-For}, or else
     * in {@code Forwarded} (RFC 7239), that is not trusted itself. Where all are, it is the first; what is no address ends
     * the search, since nobody vouches for what stands before it.
     *
     * @param fields of the request
     */
    public String clientIp(HttpHeaders fields) {
        if (!trusted) {
            return address;
        }
        String[] forwarded = fields.contains(X_FORWARDED_FOR) ? listed(fields) : said("for", fields);
        String client = address;
        for (int i = forwarded.length - 1; i >= 0; i--) {
            Optional<InetAddress> next = addressIn(forwarded[i]);
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

    /**
     * The scheme that the client used: the peer's own, or what a trusted one says in {@code X-Forwarded-Proto}, or else at
     * the end of {@code Forwarded}.
     */
    public String clientScheme(HttpHeaders fields) {
        if (!trusted) {
            return scheme;
        }
        String theirs = fields.get(X_FORWARDED_PROTO);
        if (theirs == null) {
            String[] said = said("proto", fields);
            theirs = said.length == 0 ? scheme : said[said.length - 1];
        }
        return theirs.equalsIgnoreCase("https") ? "https" : theirs.equalsIgnoreCase("http") ? "http" : scheme;
    }

    /**
     * What each element of {@code Forwarded} says by that parameter; empty where one says nothing. Of a peer that says
     * something in {@code X-Forwarded-*} there are no elements: it may have let through what the client wrote.
     */
    private static String[] said(String parameter, HttpHeaders fields) {
        if (!fields.contains(FORWARDED) || fields.contains(X_FORWARDED_FOR) || fields.contains(X_FORWARDED_PROTO)) {
            return new String[0];
        }
        // Nothing that an element may say of an address or a scheme has a comma or a semicolon in it, quoted or not.
        // What has is cut in two, and then is no address.
        String[] elements = String.join(",", fields.getAll(FORWARDED)).split(",", -1);
        for (int i = 0; i < elements.length; i++) {
            elements[i] = parameterOf(elements[i], parameter);
        }
        return elements;
    }

    private static String parameterOf(String element, String parameter) {
        for (String pair : element.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).trim().equalsIgnoreCase(parameter)) {
                String value = pair.substring(equals + 1).trim();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                return quoted ? value.substring(1, value.length() - 1) : value;
            }
        }
        return "";
    }

    /** The clients before this peer and itself, as {@code X-Forwarded-For} has them. */
    String forwardedFor(HttpHeaders fields) {
        if (!trusted) {
            return address;
        }
        if (fields.contains(X_FORWARDED_FOR)) {
            return String.join(", ", fields.getAll(X_FORWARDED_FOR)) + ", " + address;
        }
        StringBuilder all = new StringBuilder();
        for (String client : clientsIn(said("for", fields))) {
            all.append(client).append(", ");
        }
        return all.append(address).toString();
    }

    /**
     * The clients before this peer and itself, as {@code Forwarded} has them.
     *
     * @param own the element that speaks of the peer
     */
    String forwarded(HttpHeaders fields, String own) {
        if (!trusted) {
            return own;
        }
        if (fields.contains(FORWARDED)) {
            return String.join(", ", fields.getAll(FORWARDED)) + ", " + own;
        }
        if (!fields.contains(X_FORWARDED_FOR)) {
            return own;
        }
        StringBuilder all = new StringBuilder();
        for (String client : clientsIn(listed(fields))) {
            all.append("for=").append(node(client)).append(", ");
        }
        return all.append(own).toString();
    }

    /** The address as a node of {@code Forwarded} (RFC 7239 section 6): IPv6 in brackets and quotes. */
    static String node(String address) {
        return address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
    }

    /** The addresses among those nodes, but none that stands before what is no address: nobody vouches for it. */
    private static Deque<String> clientsIn(String[] nodes) {
        Deque<String> clients = new ArrayDeque<>();
        for (int i = nodes.length - 1; i >= 0; i--) {
            Optional<InetAddress> next = addressIn(nodes[i]);
            if (next.isEmpty()) {
                break;
            }
            clients.addFirst(text(next.get()));
        }
        return clients;
    }

    private static String[] listed(HttpHeaders fields) {
        return String.join(",", fields.getAll(X_FORWARDED_FOR)).split(",", -1);
    }

    private static Optional<InetAddress> addressIn(String node) {
        return IpLiteral.addressOf(withoutPort(node.trim()));
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
