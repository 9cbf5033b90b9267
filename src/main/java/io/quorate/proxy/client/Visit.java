package io.quorate.proxy.client;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.route.Route;
import io.quorate.proxy.http.RequestFields;
import io.quorate.proxy.http.RequestHead;
import io.quorate.proxy.http.RequestIds;
import io.quorate.proxy.log.Note;
import io.quorate.proxy.meter.AttemptResult;
import io.quorate.proxy.meter.RouteMeter;
import io.quorate.proxy.rules.FieldRules;
import io.quorate.proxy.rules.RequestValues;
import io.quorate.proxy.wire.Switched;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
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
    private final Bill bill;
    private @Nullable RequestHead head;
    private @Nullable Forwarding forwarding;
    private @Nullable Route route;
    private boolean bodyOpen;
    private boolean closes;
    private boolean closeDelimited;
    private boolean webSocket;
    private boolean trailed;

    public Visit(ClientConnection client, HttpServerRequest request, long viewHash) {
        this.client = client;
        this.request = request;
        this.fields = client.fieldsOf(request);
        this.listener = client.listener();
        this.bill = new Bill(client.desk(), viewHash);
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
        bill.routed(routeMeter, hash);
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

    /**
     * An endpoint is tried.
     *
     * @param why as the metrics have it; empty for the first
     * @return to be told what comes of it
     */
    public Note attempted(String address, String why) {
        return bill.attempted(address, why);
    }

    /** Whose answer it is, of all that were asked. */
    public void answeredBy(String address) {
        bill.answeredBy(address);
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
        bill.answers(listener, response().headers());
        return client.switchOver(this);
    }

    /** What had left HTTP is over, after so many bytes from the client and to it. */
    public void tunnelled(long in, long out) {
        int status = HttpResponseStatus.SWITCHING_PROTOCOLS.code();
        if (bill.over(status, "")) {
            client.desk().scribe().tell(Account.of(this, status, "", in, out));
        }
    }

    /** Completes the head of the answer: whether the connection ends with it, and how it came about. */
    public void finishHead() {
        if (!response().headers().contains(HttpHeaderNames.DATE)) {
            response().headers().set(HttpHeaderNames.DATE, client.desk().date().now());
        }
        client.finishHead(this);
        bill.answers(listener, response().headers());
    }

    /** The answer has trailers. */
    public void trailed() {
        trailed = true;
    }

    Bill bill() {
        return bill;
    }

    boolean isChecked() {
        return head != null;
    }

    Optional<Route> route() {
        return Optional.ofNullable(route);
    }

    boolean isTrailed() {
        return trailed;
    }

    /** Writes the end of an answer whose head is complete. */
    public void end(Buffer last) {
        over(response().getStatusCode(), "", last.length());
        client.end(this, last);
    }

    /** Answers by ourselves; whatever had been set on the response is forgotten. */
    public void answer(Answer answer) {
        bill.story().answersItself(answer.verbatim() ? "" : answer.detail());
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
    public void abort(AttemptResult why) {
        over(response().getStatusCode(), why.word(), 0);
        client.abort(this);
    }

    /** The client left, or took its request back. */
    void clientLeft() {
        if (!bill.isOver()) {
            // First, so that all attempts are over when the line is made.
            if (forwarding != null) {
                forwarding.clientLeft();
            }
            int status = response().headWritten() ? response().getStatusCode() : CLIENT_LEFT;
            over(status, AttemptResult.CLIENT.word(), 0);
        }
    }

    void bodyBroken() {
        if (forwarding != null) {
            forwarding.bodyBroken();
        } else {
            over(CLIENT_LEFT, AttemptResult.CLIENT.word(), 0);
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

    /**
     * It is over, but for so many bytes that the answer has left.
     *
     * @param cut why it is not whole; empty if it is
     */
    private void over(int status, String cut, long last) {
        if (bill.over(status, cut)) {
            long out = response().bytesWritten() + last;
            client.desk().scribe().tell(Account.of(this, status, cut, request.bytesRead(), out));
        }
    }
}
