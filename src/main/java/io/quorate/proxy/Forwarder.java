package io.quorate.proxy;

import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.Redirect;
import io.quorate.core.model.route.Respond;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.route.RouteAction;
import io.quorate.core.routing.RequestTarget;
import io.quorate.core.routing.RouteTable;
import io.quorate.core.routing.Snapshot;
import io.quorate.proxy.attempt.LivePool;
import io.quorate.proxy.client.Answer;
import io.quorate.proxy.client.ClientConnection;
import io.quorate.proxy.client.Visit;
import io.quorate.proxy.exchange.Exchange;
import io.quorate.proxy.http.RequestHead;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyInterceptor;
import java.util.Optional;

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
        visit.routed(loop.desk().unrouted(), snapshot.viewHash());
        RouteTable.Match match = snapshot.routes().match(asked(visit));
        if (match instanceof RouteTable.Found found) {
            take(visit, snapshot, found.route());
        } else if (match instanceof RouteTable.WrongMethod wrong) {
            visit.answer(Answer.notAllowed("method not allowed here", String.join(", ", wrong.allowed())));
        } else {
            visit.answer(new Answer(404, "no route"));
        }
    }

    private void take(Visit visit, Snapshot snapshot, Route route) {
        visit.routed(loop.meter(route.name(), route.upstream()), snapshot.viewHash());
        visit.takenBy(route);
        RouteAction action = route.action();
        if (action instanceof Forward forward) {
            forward(visit, snapshot, forward);
        } else if (action instanceof Redirect redirect) {
            visit.answer(redirected(visit, redirect));
        } else if (action instanceof Respond respond) {
            visit.answer(Answer.of(respond));
        }
    }

    private void forward(Visit visit, Snapshot snapshot, Forward forward) {
        Optional<RequestTarget> target = visit.head().target().rewritten(forward.rewrite());
        if (target.isEmpty()) {
            visit.answer(new Answer(400, "the path goes on with two slashes"));
            return;
        }
        LivePool pool = loop.live(snapshot.pool(forward.upstream()));
        new Exchange(loop.timeouts(), visit, forward, target.get(), pool).start();
    }

    private static Answer redirected(Visit visit, Redirect redirect) {
        if (redirect.needsHost() && visit.head().authority().equals(RequestHead.NO_AUTHORITY)) {
            return new Answer(400, "one Host field expected");
        }
        return Answer.redirect(redirect.status(), redirect.location().fill(visit.values()));
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
