package io.quorate.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.quorate.core.routing.RequestTarget;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The head of a request whose framing, host and target can be read in one way only.
 *
 * @param authority of the {@code Host} field, or {@link #NO_AUTHORITY} if an HTTP/1.0 request has none
 * @param target in origin-form; {@link RequestTarget#SERVER} if it is about the whole server
 * @param http10 whether the client speaks HTTP/1.0
 * @param http2 whether it speaks HTTP/2
 * @param framing of the body
 */
public record RequestHead(
        HttpMethod method,
        Authority authority,
        RequestTarget target,
        boolean http10,
        boolean http2,
        RequestFraming framing)
        implements Checked {
    public static final Authority NO_AUTHORITY = new Authority("", "");

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<HttpMethod> IDEMPOTENT =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

    /** Whether it asks to change nothing (RFC 9110 section 9.2.1). */
    public static boolean isSafe(HttpMethod method) {
        return SAFE.contains(method);
    }

    /** Whether to do it twice is to do it once (RFC 9110 section 9.2.2). */
    public static boolean isIdempotent(HttpMethod method) {
        return IDEMPOTENT.contains(method);
    }

    /** Looks at a request; the decoder has checked its syntax already. */
    public static Checked check(HttpMethod method, String uri, boolean http10, HttpHeaders fields) {
        if (method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE)) {
            return new Refused(405, "method not supported");
        }
        RequestFraming.Scan scan = RequestFraming.scan(fields);
        Optional<Refused> unframed = scan.refusal(http10);
        if (unframed.isPresent()) {
            return unframed.get();
        }
        if (scan.hosts > 1 || (scan.hosts == 0 && !http10)) {
            return new Refused(400, "one Host field expected");
        }
        Optional<Authority> authority = scan.hosts == 0 ? Optional.of(NO_AUTHORITY) : Authority.parse(scan.host);
        if (authority.isEmpty()) {
            return new Refused(400, "bad Host field");
        }
        return checkTarget(
                new RequestHead(method, authority.get(), RequestTarget.SERVER, http10, false, scan.framing(http10)),
                uri);
    }

    /** The same request in HTTP/2, where a body needs no length to be framed. */
    public RequestHead inHttp2(boolean ended) {
        boolean streamed = !ended && framing.length() < 0;
        RequestFraming framed = framing.streamed(streamed);
        return new RequestHead(method, authority, target, http10, true, framed);
    }

    /** Whether a body follows. */
    public boolean hasBody() {
        return framing.hasBody();
    }

    /** Whether the request is about the whole server. */
    public boolean isAboutServer() {
        return target.equals(RequestTarget.SERVER);
    }

    private static Checked checkTarget(RequestHead head, String uri) {
        if (uri.equals("*")) {
            return head.method.equals(HttpMethod.OPTIONS) ? head : new Refused(400, "bad request target");
        }
        if (uri.startsWith("/")) {
            return head.withTarget(uri);
        }
        int authorityStart = schemeEnd(uri);
        if (authorityStart < 0) {
            return new Refused(400, "bad request target");
        }
        int authorityEnd = authorityStart;
        while (authorityEnd < uri.length() && uri.charAt(authorityEnd) != '/' && uri.charAt(authorityEnd) != '?') {
            authorityEnd++;
        }
        Optional<Authority> named = Authority.parse(uri.substring(authorityStart, authorityEnd));
        if (named.isEmpty() || !head.agreesWith(named.get())) {
            return new Refused(400, "request target and Host field disagree");
        }
        String origin = uri.substring(authorityEnd);
        return head.withAuthority(named.get()).withTarget(origin.startsWith("/") ? origin : "/" + origin);
    }

    /** Where the authority of an absolute-form target begins; -1 if it is none. */
    private static int schemeEnd(String uri) {
        String start =
                uri.substring(0, Math.min(uri.length(), "https://".length())).toLowerCase(Locale.ROOT);
        if (start.startsWith("http://")) {
            return "http://".length();
        }
        return start.equals("https://") ? start.length() : -1;
    }

    private boolean agreesWith(Authority named) {
        return authority.equals(NO_AUTHORITY) || authority.text().equalsIgnoreCase(named.text());
    }

    private RequestHead withAuthority(Authority other) {
        return new RequestHead(method, other, target, http10, http2, framing);
    }

    private Checked withTarget(String origin) {
        Optional<RequestTarget> parsed = RequestTarget.parse(origin);
        if (parsed.isEmpty()) {
            return new Refused(400, "bad request target");
        }
        return new RequestHead(method, authority, parsed.get(), http10, http2, framing);
    }
}
