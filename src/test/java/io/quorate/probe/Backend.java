package io.quorate.probe;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.KeyPair;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A server on a free port that does to its connections what a test wants, and knows whether they are closed. */
final class Backend {
    private static final String HOST = "127.0.0.1";

    private final NetServer server;
    private final Promise<Void> first = Promise.promise();
    private final List<Future<Void>> closed = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();

    private Backend(NetServer server) {
        this.server = server;
    }

    /** Does it to each connection at once. */
    static Backend onConnect(Vertx vertx, Consumer<NetSocket> behaviour) {
        return start(vertx, new NetServerOptions().setHost(HOST), (backend, socket) -> {
            socket.handler(backend::receive);
            behaviour.accept(socket);
        });
    }

    /** Does it to each connection as soon as it is one over TLS. */
    static Backend onHandshake(Vertx vertx, KeyPair identity, Consumer<NetSocket> behaviour) {
        return start(vertx, Tls.server(new NetServerOptions().setHost(HOST), identity), (backend, socket) -> {
            socket.handler(backend::receive);
            behaviour.accept(socket);
        });
    }

    /** Does it to each connection when its first bytes have come. */
    static Backend onRequest(Vertx vertx, Consumer<NetSocket> behaviour) {
        return onRequest(vertx, HOST, behaviour);
    }

    static Backend onRequest(Vertx vertx, String host, Consumer<NetSocket> behaviour) {
        return start(
                vertx,
                new NetServerOptions().setHost(host),
                (backend, socket) -> socket.handler(bytes -> {
                    socket.handler(backend::receive);
                    backend.receive(bytes);
                    behaviour.accept(socket);
                }));
    }

    /** Answers each request with these characters, as bytes, and leaves the connection open. */
    static Backend answering(Vertx vertx, String answer) {
        return onRequest(vertx, socket -> socket.write(Buffer.buffer(answer, "ISO-8859-1")));
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }

    EndpointAddress address() {
        return new EndpointAddress(HOST, port());
    }

    int port() {
        return server.actualPort();
    }

    String received() {
        return String.join("", received);
    }

    int connections() {
        return closed.size();
    }

    /** Waits for a connection and then until none that was accepted is open any more. */
    void awaitAllClosed() {
        await(first.future().compose(unused -> Future.all(closed)));
    }

    void stop() {
        await(server.close());
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static Backend start(Vertx vertx, NetServerOptions options, BiConsumer<Backend, NetSocket> behaviour) {
        NetServer server = vertx.createNetServer(options);
        Backend backend = new Backend(server);
        server.connectHandler(socket -> {
            Promise<Void> end = Promise.promise();
            backend.closed.add(end.future());
            backend.first.tryComplete();
            socket.closeHandler(end::complete);
            socket.exceptionHandler(cause -> {});
            behaviour.accept(backend, socket);
        });
        await(server.listen(0));
        return backend;
    }

    private void receive(Buffer bytes) {
        received.add(bytes.toString());
    }
}
