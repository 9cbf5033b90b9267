package io.quorate.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a forwarded request: the client's, without those that end here, and ours, which say for whom we ask.
 * What a peer says of clients before it is kept and extended if it is trusted and dropped if it is not.
 */
public final class RequestFields {
    /** The id of a request. */
    public static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");

    private static final AsciiString HOST = AsciiString.cached("host");
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    private static final AsciiString CONNECTION = AsciiString.cached("connection");
    private static final AsciiString EXPECT = AsciiString.cached("expect");
    private static final AsciiString VIA = AsciiString.cached("via");
    private static final AsciiString VIA_HTTP_10 = AsciiString.cached("1.0 quorate");
    private static final AsciiString VIA_HTTP_2 = AsciiString.cached("2.0 quorate");
    private static final AsciiString VIA_HTTP_11 = AsciiString.cached("1.1 quorate");
    private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
    private static final AsciiString X_FORWARDED = AsciiString.cached("x-forwarded-");
    private static final AsciiString X_FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString X_REAL_IP = AsciiString.cached("x-real-ip");
    private static final AsciiString X_FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
    private static final AsciiString X_FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString X_FORWARDED_PORT = AsciiString.cached("x-forwarded-port");
    private static final AsciiString CONTINUE = AsciiString.cached("100-continue");

    private final Peer peer;
    private final String port;
    private Authority lastAuthority = RequestHead.NO_AUTHORITY;
    private String lastElement;

    public RequestFields(Peer peer) {
        this.peer = peer;
        this.port = String.valueOf(peer.port());
        this.lastElement = element(lastAuthority);
    }

    /** Whose requests these fields speak of. */
    public Peer peer() {
        return peer;
    }

    /**
     * Writes the fields of the request that goes to an endpoint.
     *
     * @param host what the endpoint sees as {@code Host}
     */
    public void write(RequestHead head, HttpHeaders from, String host, String id, MultiMap to) {
        to.add(HOST, host);
        copy(from, to);
        if (head.framing().expectsContinue()) {
            to.add(EXPECT, CONTINUE);
        }
        to.add(VIA, head.http2() ? VIA_HTTP_2 : head.http10() ? VIA_HTTP_10 : VIA_HTTP_11);
        to.add(REQUEST_ID, id);
        writeForwarded(head.authority(), from, to);
    }

    private void copy(HttpHeaders from, MultiMap to) {
        Set<String> nominated = from.contains(CONNECTION) ? HopByHop.nominated(from.getAll(CONNECTION)) : Set.of();
        Iterator<Map.Entry<CharSequence, CharSequence>> each = from.iteratorCharSequence();
        while (each.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = each.next();
            CharSequence name = field.getKey();
            boolean ends = HopByHop.isKnown(name) || isOurs(name) || HopByHop.holds(nominated, name);
            if (!ends && !isDisguised(name)) {
                to.add(name, field.getValue());
            }
        }
    }

    private boolean isOurs(CharSequence name) {
        return switch (name.length()) {
            case 4 -> HOST.contentEqualsIgnoreCase(name);
            case 6 -> EXPECT.contentEqualsIgnoreCase(name);
            case 9 -> FORWARDED.contentEqualsIgnoreCase(name) || isDistrusted(name);
            case 12 -> REQUEST_ID.contentEqualsIgnoreCase(name);
            case 15 -> X_FORWARDED_FOR.contentEqualsIgnoreCase(name) || isDistrusted(name);
            case 16 ->
                X_FORWARDED_HOST.contentEqualsIgnoreCase(name)
                        || X_FORWARDED_PORT.contentEqualsIgnoreCase(name)
                        || isDistrusted(name);
            case 17 -> X_FORWARDED_PROTO.contentEqualsIgnoreCase(name) || isDistrusted(name);
            default -> name.length() > X_FORWARDED.length() && isDistrusted(name);
        };
    }

    /** What would end here, or frames the body, but for a sign that some take for a hyphen. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isDisguised(CharSequence name) {
        CharSequence hyphened = HopByHop.hyphened(name);
        return hyphened != name && (HopByHop.isKnown(hyphened) || CONTENT_LENGTH.contentEqualsIgnoreCase(hyphened));
    }

    /** Also with another sign for a hyphen. */
    private boolean isDistrusted(CharSequence name) {
        if (peer.trusted()) {
            return false;
        }
        CharSequence hyphened = HopByHop.hyphened(name);
        return AsciiString.regionMatches(hyphened, true, 0, X_FORWARDED, 0, X_FORWARDED.length())
                || X_REAL_IP.contentEqualsIgnoreCase(hyphened);
    }

    private void writeForwarded(Authority authority, HttpHeaders from, MultiMap to) {
        to.add(X_FORWARDED_FOR, peer.forwardedFor(from));
        to.add(X_FORWARDED_PROTO, kept(from, X_FORWARDED_PROTO, peer.clientScheme(from)));
        if (!authority.text().isEmpty()) {
            to.add(X_FORWARDED_HOST, kept(from, X_FORWARDED_HOST, authority.text()));
        }
        to.add(X_FORWARDED_PORT, kept(from, X_FORWARDED_PORT, port));
        to.add(FORWARDED, peer.forwarded(from, elementFor(authority)));
    }

    private CharSequence kept(HttpHeaders from, AsciiString name, CharSequence ours) {
        String theirs = peer.trusted() ? from.get(name) : null;
        return theirs == null ? ours : theirs;
    }

    /** The element is the same for all requests to one host, which is most often all on a connection. */
    private String elementFor(Authority authority) {
        if (!authority.text().equals(lastAuthority.text())) {
            lastAuthority = authority;
            lastElement = element(authority);
        }
        return lastElement;
    }

    private String element(Authority authority) {
        String text = authority.text();
        String start = "for=" + Peer.node(peer.address()) + ";proto=" + peer.scheme();
        if (text.isEmpty()) {
            return start;
        }
        boolean token = text.indexOf(':') < 0 && text.indexOf('[') < 0;
        return start + ";host=" + (token ? text : '"' + text + '"');
    }
}
