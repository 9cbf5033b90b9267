package io.quorate.proxy;

import io.quorate.core.routing.RequestTarget;
import io.quorate.proxy.http.RequestHead;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/** How heads go over: the request's out, and whether a response's may come in. */
final class Relay {
    private static final int FIRST_FINAL = 200;
    private static final int LAST = 599;

    private Relay() {}

    /**
     * Writes the head of a request.
     *
     * @param target what is asked for, rewritten if it has to be
     * @param host what the endpoint sees as {@code Host}
     */
    static void writeHead(Visit visit, HttpClientRequest request, RequestTarget target, String host) {
        RequestHead head = visit.head();
        request.setMethod(head.method());
        request.setURI(target.toString());
        request.setChunked(head.framing().chunked());
        visit.client().fields().write(head, visit.fields(), host, visit.id(), request.headers());
        visit.ruleRequest(request.headers());
    }

    /**
     * Whether a response can be relayed: a final status, and framing that is plain. An interim status that Vert.x does
     * not know comes as if it were final, a switch of protocols nobody asked for too.
     */
    static boolean isRelayable(HttpClientResponse response) {
        int status = response.statusCode();
        if (status < FIRST_FINAL || status > LAST) {
            return false;
        }
        MultiMap fields = response.headers();
        if (!fields.contains(HttpHeaders.TRANSFER_ENCODING)) {
            return true;
        }
        List<String> codings = fields.getAll(HttpHeaders.TRANSFER_ENCODING);
        return codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
    }
}
