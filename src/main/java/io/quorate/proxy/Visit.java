package io.quorate.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.route.Route;
import io.quorate.core.view.View;
import io.quorate.proxy.http.RequestFields;
import io.quorate.proxy.http.RequestHead;
import io.quorate.proxy.http.RequestIds;
import io.quorate.proxy.meter.RouteMeter;
import io.quorate.proxy.rules.FieldRules;
import io.quorate.proxy.rules.RequestValues;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** One request on a client connection, from its head to the end of its answer, whoever gives it. */
final class Visit {
    /** What the metrics show for a client that left before its answer began; nobody receives it. */
    private static final int CLIENT_LEFT = 499;

    private final ClientConnection client;
    private final HttpServerRequest request;
    private final Listener listener;
    private final String id;
    private final long startedNanos;
    private @Nullable RequestHead head;
    private @Nullable Exchange exchange;
    private @Nullable Route route;
    private RouteMeter meter;
    private boolean bodyOpen;
    private boolean closes;
    private boolean closeDelimited;
    private String endpoint = "";
    private int attempts;
    private long viewHash;

    Visit(ClientConnection client, HttpServerRequest request, RequestIds ids, RouteMeter meter) {
        this.client = client;
        this.request = request;
        this.listener = client.listener();
        this.meter = meter;
        this.startedNanos = System.nanoTime();
        String given = client.fields().peer().trusted() ? request.headers().get(RequestFields.REQUEST_ID) : null;
        this.id = given != null && RequestIds.isSane(given) ? given : ids.next();
        // Until the head is known to be sound, anything may follow it.
        this.bodyOpen = true;
    }

    ClientConnection client() {
        return client;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return request.response();
    }

    /** The fields of the request, as Netty holds them. */
    HttpHeaders fields() {
        return (HttpHeaders) request.headers();
    }

    Listener listener() {
        return listener;
    }

    String id() {
        return id;
    }

    RequestHead head() {
        if (head == null) {
            throw new IllegalStateException("request: not checked");
        }
        return head;
    }

    void checked(RequestHead sound) {
        head = sound;
        bodyOpen = sound.hasBody();
    }

    void routed(RouteMeter routeMeter, long hash) {
        meter = routeMeter;
        viewHash = hash;
    }

    void takenBy(Route taker) {
        route = taker;
    }

    /** What header rules and redirects may ask of the request. */
    RequestValues values() {
        return new RequestValues(head(), fields(), client.fields().peer(), id);
    }

    /** Changes the fields of a request on its way to an endpoint as the route says. */
    void ruleRequest(MultiMap to) {
        if (route != null && !route.requestHeaders().isEmpty()) {
            FieldRules.apply(route.requestHeaders(), values(), to);
        }
    }

    /** Changes the fields that the answer has by now as the route says. */
    void ruleResponse() {
        if (route != null && !route.responseHeaders().isEmpty()) {
            FieldRules.apply(route.responseHeaders(), values(), response().headers());
        }
    }

    void forwardedBy(Exchange forwarding) {
        exchange = forwarding;
    }

    void attempted(String address) {
        endpoint = address;
        attempts++;
    }

    void bodyEnded() {
        bodyOpen = false;
    }

    boolean isBodyOpen() {
        return bodyOpen;
    }

    /** The answer has no other end than that of the connection. */
    void delimitByClose() {
        closeDelimited = true;
    }

    /** Completes the head of the answer: whether the connection ends with it, and how it came about. */
    void finishHead() {
        HttpServerResponse response = response();
        closes = bodyOpen || closeDelimited || client.isLastRequest();
        if (closes) {
            response.headers().set("connection", "close");
            if (request.version() == HttpVersion.HTTP_1_0) {
                // Vert.x overwrites the field for HTTP/1.0 clients that asked to keep the connection.
                response.headersEndHandler(written -> response.headers().set("connection", "close"));
            }
        }
        if (listener.reportView()) {
            response.headers().set("x-quorate-view", View.hashText(viewHash));
            response.headers().set("x-quorate-attempts", String.valueOf(attempts));
            if (!endpoint.isEmpty()) {
                response.headers().set("x-quorate-endpoint", endpoint);
            }
        }
    }

    /** Writes the end of an answer whose head is complete. */
    void end(Buffer last) {
        HttpServerResponse response = response();
        boolean closing = closes || bodyOpen;
        boolean linger = bodyOpen;
        count(response.getStatusCode());
        client.ends(closing);
        Future<Void> written = response.end(last);
        if (closing) {
            client.closeAfter(written, linger);
            // Within a read Vert.x leaves the flush to its end, which may not come if the request was broken.
            client.flush();
        }
    }

    /** Answers by ourselves; whatever had been set on the response is forgotten. */
    void answer(Answer answer) {
        HttpServerResponse response = response();
        response.headers().clear();
        response.setStatusCode(answer.status());
        // What the answer itself consists of stays, whatever the rules are.
        ruleResponse();
        answer.fields().forEach(response.headers()::set);
        finishHead();
        end(Buffer.buffer(answer.body(id)));
    }

    /** Breaks off an answer that has begun, so that the client sees that it is not whole. */
    void abort() {
        count(response().getStatusCode());
        client.abort(closeDelimited);
    }

    void clientLeft() {
        count(response().headWritten() ? response().getStatusCode() : CLIENT_LEFT);
        if (exchange != null) {
            exchange.clientLeft();
        }
    }

    void bodyBroken() {
        if (exchange != null) {
            exchange.bodyBroken();
        } else {
            client.abort(false);
        }
    }

    private void count(int status) {
        meter.answered(status, System.nanoTime() - startedNanos);
    }
}
