package io.quorate.proxy;

import io.quorate.core.model.listen.Limits;
import io.quorate.core.model.listen.Listener;
import io.quorate.proxy.client.ClientConnection;
import io.quorate.proxy.client.Desk;
import io.quorate.proxy.client.Http1Client;
import io.quorate.proxy.client.Http2Client;
import io.quorate.proxy.http.Bounds;
import io.quorate.proxy.http2.Http2Guard;
import io.quorate.proxy.listen.ListenerGate;
import io.quorate.proxy.timing.Timeouts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Forwards on one event loop, with a client of its own, so that an exchange never leaves the loop it began on. */
final class ProxyVerticle extends VerticleBase {
    private static final int BACKLOG = 4_096;
    /** How often what is waited for is looked at. */
    private static final long LOOK_MILLIS = 50;
    /** For what no client is known of when the time is up: connections in the middle of a handshake. */
    private static final long REST_MILLIS = 100;

    private final ProxyFleet.Wiring wiring;
    private final Map<ListenerGate, Bound> bound = new HashMap<>();
    private @Nullable Loop loop;
    private @Nullable Entrance entrance;

    /** One listener on this loop. */
    private record Bound(HttpServer server, Set<ClientConnection> clients) {}

    ProxyVerticle(ProxyFleet.Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Future<?> start() {
        Timeouts timeouts = new Timeouts(System::nanoTime);
        vertx.setPeriodic(Timeouts.TICK_MILLIS, tick -> timeouts.advance());
        Loop made = new Loop(wiring, vertx, timeouts);
        vertx.setPeriodic(LOOK_MILLIS, look -> made.look());
        loop = made;
        entrance = new Entrance(vertx, made);
        return Future.succeededFuture();
    }

    Context eventLoop() {
        return context;
    }

    /** Binds a listener, or joins it where another loop has bound it. */
    Future<Void> open(ListenerGate gate) {
        return onLoop(() -> listen(gate));
    }

    /** Stops to accept, lets finish what runs, and cuts what still does after that time: so many requests. */
    Future<Integer> close(ListenerGate gate, Duration bound) {
        return onLoop(() -> shut(gate, bound));
    }

    /** How many timeouts are armed on this loop. */
    Future<Integer> armed() {
        return onLoop(
                () -> Future.succeededFuture(loop == null ? 0 : loop.timeouts().armed()));
    }

    private Future<Void> listen(ListenerGate gate) {
        if (loop == null || entrance == null) {
            return Future.failedFuture(new IllegalStateException("verticle: not started"));
        }
        Set<ClientConnection> clients = new HashSet<>();
        Desk desk = loop.desk();
        Listener listener = gate.listener();
        HttpServer server = vertx.createHttpServer(options(listener.limits()))
                .connectionHandler(connection -> connected(connection, gate, desk, clients))
                .requestHandler(entrance::accept)
                .invalidRequestHandler(entrance::refuse)
                .exceptionHandler(ignored -> {});
        return gate.opening(
                        () -> server.listen(gate.bindPort(), listener.address().host()))
                .map(listening -> {
                    gate.bound(server.actualPort());
                    bound.put(gate, new Bound(server, clients));
                    return null;
                });
    }

    private Future<Integer> shut(ListenerGate gate, Duration limit) {
        Bound listening = bound.remove(gate);
        if (listening == null) {
            return Future.succeededFuture(0);
        }
        long millis = limit.toMillis();
        AtomicInteger cut = new AtomicInteger();
        if (millis == 0) {
            cut(listening.clients(), cut);
            return listening.server().shutdown(0, TimeUnit.MILLISECONDS).map(done -> cut.get());
        }
        // Ahead of Vert.x, which does not say what it ends.
        long timer = vertx.setTimer(millis, late -> cut(listening.clients(), cut));
        return listening
                .server()
                .shutdown(millis + REST_MILLIS, TimeUnit.MILLISECONDS)
                .onComplete(done -> vertx.cancelTimer(timer))
                .map(done -> cut.get());
    }

    /** Counts first: with the last connection the shutdown is complete. */
    private static void cut(Set<ClientConnection> clients, AtomicInteger cut) {
        List<ClientConnection> left = List.copyOf(clients);
        cut.set(left.stream().mapToInt(ClientConnection::running).sum());
        left.forEach(ClientConnection::kill);
    }

    private static void connected(
            HttpConnection connection, ListenerGate gate, Desk desk, Set<ClientConnection> clients) {
        Bounds.set(connection);
        boolean http1 = connection instanceof Http1xServerConnection;
        ClientConnection client =
                http1 ? Http1Client.attach(connection, gate, desk) : Http2Client.attach(connection, gate, desk);
        clients.add(client);
        if (gate.isDraining()) {
            // Accepted just before.
            client.drain();
        }
        connection.closeHandler(closed -> clients.remove(client));
    }

    private static HttpServerOptions options(Limits limits) {
        return new HttpServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setHttp2ClearTextEnabled(true)
                .setInitialSettings(Http2Client.settings(limits.headers()))
                .setHttp2ConnectionWindowSize(Http2Guard.CONNECTION_WINDOW)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setStrictThreadMode(true);
    }

    /** What the action throws fails the future, or who waits for it would wait for ever. */
    private <T> Future<T> onLoop(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(ignored ->
                Future.succeededFuture().compose(none -> action.get()).onComplete(promise));
        return promise.future();
    }
}
