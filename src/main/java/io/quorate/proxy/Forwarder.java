package io.quorate.proxy;

import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.Route;
import io.quorate.core.routing.RouteTable;
import io.quorate.core.routing.Snapshot;
import io.quorate.proxy.attempt.LivePool;
import io.quorate.proxy.client.Answer;
import io.quorate.proxy.client.ClientConnection;
import io.quorate.proxy.client.Visit;
import io.quorate.proxy.http.RequestHead;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyInterceptor;

/**
 * Forwards the requests of our listeners by the snapshot of the moment. Origins and interceptors are not for it: where a
 * request goes is what the config and the view say.
 */
final class Forwarder implements HttpProxy {
    private final Loop loop;

    Forwarder(Loop loop) {
        this.loop = loop;
    }

    @Override
    public HttpProxy origin(OriginRequestProvider provider) {
        throw new UnsupportedOperationException("origin: set by hand (expected: chosen by the routes of the config)");
    }

    @Override
    public HttpProxy addInterceptor(ProxyInterceptor interceptor, boolean supportsWebSocketUpgrade) {
        throw new UnsupportedOperationException(
                "interceptor: added (expected: none, they could undo the framing rules)");
    }

    @Override
    public void handle(HttpServerRequest request) {
        Visit visit = ClientConnection.of(request.connection()).visit(request);
        Snapshot snapshot = loop.snapshot();
        visit.routed(loop.unrouted(), snapshot.viewHash());
        RouteTable.Match match = snapshot.routes().match(asked(visit));
        if (match instanceof RouteTable.Found found) {
            forward(visit, snapshot, found.route());
        } else if (match instanceof RouteTable.WrongMethod wrong) {
            visit.answer(Answer.notAllowed("method not allowed here", String.join(", ", wrong.allowed())));
        } else {
            visit.answer(new Answer(404, "no route"));
        }
    }

    private void forward(Visit visit, Snapshot snapshot, Route route) {
        visit.routed(loop.meter(route.name(), route.upstream()), snapshot.viewHash());
        LivePool pool = loop.live(snapshot.pool(route.upstream()));
        new Exchange(loop, visit, (Forward) route.action(), pool).start();
    }

    private static RouteTable.Request asked(Visit visit) {
        RequestHead head = visit.head();
        return new RouteTable.Request(
                visit.listener().name(),
                head.authority().host(),
                head.target().path(),
                head.method().name(),
                name -> String.join(", ", visit.fields().getAll(name)));
    }
}
