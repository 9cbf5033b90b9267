package io.quorate.proxy.client;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.route.Route;
import io.quorate.core.view.View;
import io.quorate.proxy.http.RequestFields;
import io.quorate.proxy.http.RequestHead;
import io.quorate.proxy.http.RequestIds;
import io.quorate.proxy.meter.RouteMeter;
import io.quorate.proxy.rules.FieldRules;
import io.quorate.proxy.rules.RequestValues;
import io.quorate.proxy.wire.Switched;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** One request of a client, from its head to the end of its answer, whoever gives it. */
public final class Visit {
    /** What the metrics show for a client that left before its answer began; nobody receives it. */
    private static final int CLIENT_LEFT = 499;

    private final ClientConnection client;
    private final HttpServerRequest request;
    private final HttpHeaders fields;
    private final Listener listener;
    private final String id;
    private final long startedNanos;
    private @Nullable RequestHead head;
    private @Nullable Forwarding forwarding;
    private @Nullable Route route;
    private RouteMeter meter;
    private boolean bodyOpen;
    private boolean closes;
    private boolean closeDelimited;
    private boolean webSocket;
    private boolean trailed;
    private boolean over;
    private String endpoint = "";
    private int attempts;
    private long viewHash;

    public Visit(ClientConnection client, HttpServerRequest request, long viewHash) {
        this.client = client;
        this.request = request;
        this.fields = client.fieldsOf(request);
        this.listener = client.listener();
        this.meter = client.desk().unrouted();
        this.viewHash = viewHash;
        this.startedNanos = System.nanoTime();
        String given = client.fields().peer().trusted() ? fields.get(RequestFields.REQUEST_ID) : null;
        this.id = given != null && RequestIds.isSane(given)
                ? given
                : client.desk().ids().next();
        // Until the head is known to be sound, anything may follow it.
        this.bodyOpen = true;
    }

    public ClientConnection client() {
        return client;
    }

    public HttpServerRequest request() {
        return request;
    }

    public HttpServerResponse response() {
        return request.response();
    }

    /** The fields of the request. */
    public HttpHeaders fields() {
        return fields;
    }

    /** What came after the body; known at its end. */
    public HttpHeaders trailers() {
        return client.trailersOf(this);
    }

    public Listener listener() {
        return listener;
    }

    public String id() {
        return id;
    }

    public RequestHead head() {
        if (head == null) {
            throw new IllegalStateException("request: not checked");
        }
        return head;
    }

    public void checked(RequestHead sound) {
        head = sound;
        bodyOpen = sound.hasBody();
    }

    public void routed(RouteMeter routeMeter, long hash) {
        meter = routeMeter;
        viewHash = hash;
    }

    public void takenBy(Route taker) {
        route = taker;
    }

    /** What header rules and redirects may ask of the request. */
    public RequestValues values() {
        return new RequestValues(head(), fields(), client.fields().peer(), id);
    }

    /** Changes the fields of a request on its way to an endpoint as the route says. */
    public void ruleRequest(MultiMap to) {
        if (route != null && !route.requestHeaders().isEmpty()) {
            FieldRules.apply(route.requestHeaders(), values(), to);
        }
    }

    /** Changes the fields that the answer has by now as the route says. */
    public void ruleResponse() {
        if (route != null && !route.responseHeaders().isEmpty()) {
            FieldRules.apply(route.responseHeaders(), values(), response().headers());
        }
    }

    public void forwardedBy(Forwarding who) {
        forwarding = who;
    }

    public void attempted(String address) {
        endpoint = address;
        attempts++;
    }

    /** Whose answer it is, of all that were asked. */
    public void answeredBy(String address) {
        endpoint = address;
    }

    public void bodyEnded() {
        bodyOpen = false;
    }

    public boolean isBodyOpen() {
        return bodyOpen;
    }

    /** Whether the client takes no more of the answer for now; if so, it is told once when it does again. */
    public boolean isFull(Runnable onDrained) {
        return client.isFull(this, onDrained);
    }

    /** The answer has no other end than that of the connection. */
    public void delimitByClose() {
        closeDelimited = true;
    }

    /** The request asks to speak WebSocket, and may. */
    public void asksForWebSocket() {
        webSocket = true;
    }

    public boolean isWebSocketAskedFor() {
        return webSocket;
    }

    /**
     * The connection of the client, which leaves HTTP with the head that the answer has by now.
     *
     * @return what the bytes go over from now on
     */
    public Switched switchOver() {
        report();
        return client.switchOver(this);
    }

    /** What had left HTTP is over. */
    public void tunnelled() {
        over(HttpResponseStatus.SWITCHING_PROTOCOLS.code());
    }

    /** Completes the head of the answer: whether the connection ends with it, and how it came about. */
    public void finishHead() {
        if (!response().headers().contains(HttpHeaderNames.DATE)) {
            response().headers().set(HttpHeaderNames.DATE, client.desk().date().now());
        }
        client.finishHead(this);
        report();
    }

    private void report() {
        HttpServerResponse response = response();
        if (listener.reportView()) {
            response.headers().set("x-quorate-view", View.hashText(viewHash));
            response.headers().set("x-quorate-attempts", String.valueOf(attempts));
            if (!endpoint.isEmpty()) {
                response.headers().set("x-quorate-endpoint", endpoint);
            }
        }
    }

    /** The answer has trailers. */
    public void trailed() {
        trailed = true;
    }

    boolean isTrailed() {
        return trailed;
    }

    /** Writes the end of an answer whose head is complete. */
    public void end(Buffer last) {
        over(response().getStatusCode());
        client.end(this, last);
    }

    /** Answers by ourselves; whatever had been set on the response is forgotten. */
    public void answer(Answer answer) {
        HttpServerResponse response = response();
        response.headers().clear();
        response.setStatusCode(answer.status());
        if (!response.getStatusMessage().equals(answer.reason())) {
            // Only then: Vert.x knows 304 by its own status, and would give one with a message of ours a length.
            response.setStatusMessage(answer.reason());
        }
        // What the answer itself consists of stays, whatever the rules are.
        ruleResponse();
        answer.fields().forEach(response.headers()::set);
        finishHead();
        end(Buffer.buffer(answer.body(id)));
    }

    /** Breaks off an answer that has begun, so that the client sees that it is not whole. */
    public void abort() {
        over(response().getStatusCode());
        client.abort(this);
    }

    /** The client left, or took its request back. */
    void clientLeft() {
        if (!over) {
            over(response().headWritten() ? response().getStatusCode() : CLIENT_LEFT);
            if (forwarding != null) {
                forwarding.clientLeft();
            }
        }
    }

    void bodyBroken() {
        if (forwarding != null) {
            forwarding.bodyBroken();
        } else {
            over(CLIENT_LEFT);
            client.bodyBroken(this);
        }
    }

    boolean isDelimitedByClose() {
        return closeDelimited;
    }

    boolean isClosing() {
        return closes;
    }

    /** The connection ends with the answer. */
    void closes() {
        closes = true;
    }

    private void over(int status) {
        over = true;
        meter.answered(status, System.nanoTime() - startedNanos);
    }
}
