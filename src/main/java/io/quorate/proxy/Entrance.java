package io.quorate.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.quorate.proxy.client.Answer;
import io.quorate.proxy.client.ClientConnection;
import io.quorate.proxy.client.Visit;
import io.quorate.proxy.http.Checked;
import io.quorate.proxy.http.Refused;
import io.quorate.proxy.http.RequestDecoder;
import io.quorate.proxy.http.RequestHead;
import io.quorate.proxy.http.WebSocket;
import io.quorate.proxy.meter.AttemptResult;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.proxy.handler.ProxyHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests come in: checked here, before a router sees them, because a router would answer some of what must be
 * refused in its own way, without closing the connection.
 */
final class Entrance {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    private final Loop loop;
    private final Handler<HttpServerRequest> router;

    Entrance(Vertx vertx, Loop loop) {
        this.loop = loop;
        Router routes = Router.router(vertx);
        routes.route().handler(ProxyHandler.create(new Forwarder(loop)));
        for (int status : new int[] {400, 404, 405, 500}) {
            routes.errorHandler(status, this::failed);
        }
        this.router = routes;
    }

    /** Takes a request that the decoder understood. */
    void accept(HttpServerRequest request) {
        ClientConnection client = ClientConnection.of(request.connection());
        if (client.isClosing()) {
            return;
        }
        Visit visit = begin(client, request);
        Checked checked = check(client, request, visit.fields());
        if (checked instanceof RequestHead head) {
            visit.checked(head);
            if (WebSocket.isAskedFor(head, visit.fields())) {
                visit.asksForWebSocket();
            }
            pass(visit, head);
        } else if (checked instanceof Refused refused) {
            visit.answer(Answer.of(refused));
        }
    }

    /** Takes a request that the decoder did not understand. */
    void refuse(HttpServerRequest request) {
        ClientConnection client = ClientConnection.of(request.connection());
        if (client.isClosing()) {
            return;
        }
        Throwable cause = request.decoderResult().cause();
        Answer answer = new Answer(400, "malformed request");
        if (cause instanceof TooLongHttpLineException) {
            answer = new Answer(414, "request line too long");
        } else if (cause instanceof TooLongHttpHeaderException) {
            answer = new Answer(431, "header too long");
        }
        begin(client, request).answer(answer);
    }

    private static Checked check(ClientConnection client, HttpServerRequest request, HttpHeaders fields) {
        boolean http2 = request.version() == HttpVersion.HTTP_2;
        boolean http10 = request.version() == HttpVersion.HTTP_1_0;
        // Of a CONNECT in HTTP/2 there is none.
        String uri = request.uri() == null ? "" : request.uri();
        if (http2 && uri.length() > client.listener().limits().line()) {
            return new Refused(414, "request target too long");
        }
        if (http2 && fields.size() > RequestDecoder.MOST_FIELDS) {
            return new Refused(431, "too many fields");
        }
        Checked checked = RequestHead.check(request.method(), uri, http10, fields);
        if (!(checked instanceof RequestHead sound)) {
            return checked;
        }
        if (!http10 && !hostIsPlain(request)) {
            return new Refused(400, "bad Host field");
        }
        if (!client.isFor(sound.authority().host())) {
            return new Refused(421, "this connection is for another host");
        }
        RequestHead head = http2 ? sound.inHttp2(client.endsWithHead()) : sound;
        boolean badWebSocket = WebSocket.isAskedFor(head, fields) && !WebSocket.isSound(head, fields);
        return badWebSocket ? new Refused(400, "bad request for a WebSocket") : head;
    }

    /** To Vert.x too: its router refuses what it cannot read, in its own way. */
    private static boolean hostIsPlain(HttpServerRequest request) {
        return ((HttpServerRequestInternal) request).isValidAuthority();
    }

    private Visit begin(ClientConnection client, HttpServerRequest request) {
        Visit visit = new Visit(client, request, loop.snapshot().viewHash());
        client.begins(visit);
        return visit;
    }

    private void pass(Visit visit, RequestHead head) {
        if (head.isAboutServer()) {
            visit.response().setStatusCode(200);
            visit.finishHead();
            visit.end(Buffer.buffer());
        } else {
            router.handle(visit.request());
        }
    }

    /** What reaches this is a defect: the request was sound. */
    private void failed(RoutingContext context) {
        LOG.error("event=request_failed status={}", context.statusCode(), context.failure());
        Visit visit = ClientConnection.of(context.request().connection()).visit(context.request());
        if (visit.response().headWritten()) {
            visit.abort(AttemptResult.INVALID);
        } else {
            visit.answer(new Answer(502, "failed inside"));
        }
    }
}
