package io.quorate.proxy.client;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quorate.core.model.route.Respond;
import io.quorate.proxy.http.Refused;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer of our own.
 *
 * @param detail for people: short, and without anything about the inside
 * @param fields names in lower case
 * @param verbatim whether the detail is the whole body, rather than a part of a line that says what went wrong
 */
public record Answer(int status, String detail, Map<String, String> fields, boolean verbatim) {
    private static final String ALLOWED_EVER = "GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS";
    private static final String CONTENT_TYPE = "content-type";
    private static final String TEXT = "text/plain";
    private static final String TEXT_OF_THE_CONFIG = "text/plain; charset=utf-8";

    public Answer(int status, String detail) {
        this(status, detail, Map.of(CONTENT_TYPE, TEXT), false);
    }

    public static Answer of(Refused refused) {
        return refused.status() == 405
                ? notAllowed(refused.detail(), ALLOWED_EVER)
                : new Answer(refused.status(), refused.detail());
    }

    /** What a route says by itself. */
    public static Answer of(Respond respond) {
        Map<String, String> fields = new LinkedHashMap<>(respond.headers());
        if (!respond.body().isEmpty()) {
            fields.putIfAbsent(CONTENT_TYPE, TEXT_OF_THE_CONFIG);
        }
        return new Answer(respond.status(), respond.body(), fields, true);
    }

    public static Answer redirect(int status, String location) {
        return new Answer(status, "see the Location field", Map.of(CONTENT_TYPE, TEXT, "location", location), false);
    }

    public static Answer notAllowed(String detail, String allowed) {
        return new Answer(405, detail, Map.of(CONTENT_TYPE, TEXT, "allow", allowed), false);
    }

    public static Answer badGateway() {
        return new Answer(502, "the endpoint gave no valid response");
    }

    /** There was nobody who could have given a response. */
    public static Answer unreachable() {
        return new Answer(502, "no endpoint could be connected to");
    }

    public static Answer gatewayTimeout() {
        return new Answer(504, "the endpoint took too long");
    }

    public static Answer unavailable(String detail) {
        return new Answer(503, detail, Map.of(CONTENT_TYPE, TEXT, "retry-after", "1"), false);
    }

    /** What the status line says (RFC 9110 section 15, where Netty still says what older ones did). */
    String reason() {
        return switch (status) {
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 422 -> "Unprocessable Content";
            default -> HttpResponseStatus.valueOf(status).reasonPhrase();
        };
    }

    /** The body, which names the request unless the config says every byte of it. */
    String body(String requestId) {
        if (verbatim) {
            return detail;
        }
        return status + " " + reason() + ": " + detail + " (request " + requestId + ")\n";
    }

    /** All of it as HTTP/1.1, the last on its connection. */
    String closing(String requestId, CharSequence date) {
        String body = body(requestId);
        return "HTTP/1.1 " + status + " " + reason() + "\r\ncontent-type: text/plain\r\ncontent-length: "
                + body.length() + "\r\nconnection: close\r\ndate: " + date + "\r\n\r\n" + body;
    }
}
