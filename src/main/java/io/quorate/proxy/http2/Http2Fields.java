package io.quorate.proxy.http2;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Map;
import java.util.Optional;

/**
 * What a field section of HTTP/2 must be like (RFC 9113 section 8), in the strict form in which it can be passed on in HTTP/1.1
 * without meaning anything else there.
 */
final class Http2Fields {
    private static final AsciiString HOST = AsciiString.cached("host");
    private static final AsciiString COOKIE = AsciiString.cached("cookie");
    private static final AsciiString TE = AsciiString.cached("te");
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    private static final String[] OF_CONNECTIONS = {
        "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade", "http2-settings"
    };

    private Http2Fields() {}

    /** What is wrong with the head of a request; empty if nothing is. */
    static Optional<String> faultOfRequest(Http2Headers headers) {
        if (headers.contains(":protocol")) {
            return Optional.of("extended CONNECT without being asked");
        }
        int pseudo = 0;
        int lengths = 0;
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            CharSequence name = field.getKey();
            boolean isPseudo = name.length() > 0 && name.charAt(0) == ':';
            pseudo += isPseudo ? 1 : 0;
            lengths += CONTENT_LENGTH.contentEquals(name) ? 1 : 0;
            if (!(isPseudo || isName(name)) || !isValue(field.getValue())) {
                return Optional.of("field that HTTP/1.1 could not carry");
            }
            if (TE.contentEquals(name) && !"trailers".contentEquals(field.getValue())) {
                return Optional.of("te other than trailers");
            }
        }
        if (lengths > 1) {
            return Optional.of("several lengths");
        }
        return faultOfPseudo(headers, pseudo).or(() -> faultOfConnections(headers));
    }

    /** What is wrong with trailers; empty if nothing is. */
    static Optional<String> faultOfTrailers(Http2Headers trailers) {
        for (Map.Entry<CharSequence, CharSequence> field : trailers) {
            if (!isName(field.getKey()) || !isValue(field.getValue())) {
                return Optional.of("trailer that HTTP/1.1 could not carry");
            }
        }
        return faultOfConnections(trailers);
    }

    /** The same fields as HTTP/1.1 gives them: with a Host, and the crumbs of the cookie in one (RFC 9113 section 8.2.3). */
    static HttpHeaders toHttp1(Http2Headers headers) {
        HttpHeaders fields =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        CharSequence authority = headers.authority();
        if (authority != null) {
            fields.add(HOST, authority);
        }
        StringBuilder cookie = new StringBuilder();
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            CharSequence name = field.getKey();
            if (COOKIE.contentEquals(name)) {
                cookie.append(cookie.isEmpty() ? "" : "; ").append(field.getValue());
            } else if (name.charAt(0) != ':' && !(authority != null && HOST.contentEquals(name))) {
                fields.add(name, field.getValue());
            }
        }
        if (!cookie.isEmpty()) {
            fields.add(COOKIE, cookie.toString());
        }
        return fields;
    }

    private static Optional<String> faultOfPseudo(Http2Headers headers, int pseudo) {
        CharSequence method = headers.method();
        CharSequence scheme = headers.scheme();
        CharSequence path = headers.path();
        CharSequence authority = headers.authority();
        int known = (method == null ? 0 : 1)
                + (scheme == null ? 0 : 1)
                + (path == null ? 0 : 1)
                + (authority == null ? 0 : 1);
        if (pseudo != known) {
            return Optional.of("pseudo-header twice, or unknown");
        }
        if (method == null || !isMethod(method)) {
            return Optional.of("no method");
        }
        if ("CONNECT".contentEquals(method)) {
            return Optional.empty();
        }
        boolean http = scheme != null && ("http".contentEquals(scheme) || "https".contentEquals(scheme));
        if (!http || path == null) {
            return Optional.of("no scheme or no path");
        }
        boolean rooted = path.length() > 0 && (path.charAt(0) == '/' || "*".contentEquals(path));
        CharSequence host = headers.get(HOST);
        boolean agree = authority == null || host == null || AsciiString.contentEqualsIgnoreCase(authority, host);
        boolean named = (authority != null && authority.length() > 0) || host != null;
        if (!rooted || !agree || !named || headers.getAll(HOST).size() > 1) {
            return Optional.of("path or authority");
        }
        return Optional.empty();
    }

    private static Optional<String> faultOfConnections(Http2Headers headers) {
        for (String name : OF_CONNECTIONS) {
            if (headers.contains(name)) {
                return Optional.of("field of a connection");
            }
        }
        return Optional.empty();
    }

    private static boolean isMethod(CharSequence method) {
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            if (!isTokenCharacter(c) && !(c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return method.length() > 0;
    }

    /** A token in lower case. */
    private static boolean isName(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isTokenCharacter(name.charAt(i))) {
                return false;
            }
        }
        return name.length() > 0;
    }

    /** No control bytes, and no white space at either end. */
    private static boolean isValue(CharSequence value) {
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                return false;
            }
        }
        return length == 0 || !(isSpace(value.charAt(0)) || isSpace(value.charAt(length - 1)));
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
}
