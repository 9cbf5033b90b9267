package io.quorate.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Locale;

/** The request of a client to speak WebSocket (RFC 6455 section 4.1), the one protocol that HTTP/1.1 is left for here. */
public final class WebSocket {
    /** Its name as an upgrade. */
    public static final String NAME = "websocket";

    private static final AsciiString UPGRADE = AsciiString.cached("upgrade");
    private static final AsciiString CONNECTION = AsciiString.cached("connection");
    private static final AsciiString KEY = AsciiString.cached("sec-websocket-key");
    private static final int KEY_LENGTH = 24;

    private WebSocket() {}

    /** Whether a request asks for it; only one of HTTP/1.1 can. */
    public static boolean isAskedFor(RequestHead head, HttpHeaders fields) {
        return !head.http10() && !head.http2() && isNamedIn(fields);
    }

    /** Whether the fields of a request name it as what they want to leave HTTP for. */
    static boolean isNamedIn(HttpHeaders fields) {
        if (!fields.contains(UPGRADE)) {
            return false;
        }
        List<String> wanted = fields.getAll(UPGRADE);
        boolean nominated = fields.getAll(CONNECTION).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .anyMatch(option -> option.trim().equalsIgnoreCase("upgrade"));
        return wanted.size() == 1 && wanted.get(0).toLowerCase(Locale.ROOT).equals(NAME) && nominated;
    }

    /** Whether a request that asks for it may: a GET without a body, and with one key of 16 bytes. */
    public static boolean isSound(RequestHead head, HttpHeaders fields) {
        List<String> keys = fields.getAll(KEY);
        return head.method().equals(HttpMethod.GET)
                && !head.hasBody()
                && keys.size() == 1
                && keys.get(0).length() == KEY_LENGTH
                && keys.get(0).endsWith("==");
    }
}
