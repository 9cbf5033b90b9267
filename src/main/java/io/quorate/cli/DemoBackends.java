package io.quorate.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Three sample backends that say their name; each can be stopped and started again at the same port. */
final class DemoBackends {
    private static final List<String> NAMES = List.of("red", "green", "blue");

    private final Vertx vertx;
    private final List<Backend> backends = new ArrayList<>();

    private static final class Backend {
        private final String name;
        private int port;
        private long changedAt = System.nanoTime();
        private @Nullable HttpServer server;

        private Backend(String name) {
            this.name = name;
        }
    }

    DemoBackends(Vertx vertx) {
        this.vertx = vertx;
        NAMES.forEach(name -> backends.add(new Backend(name)));
    }

    Future<Void> startAll() {
        return Future.all(backends.stream().map(this::start).toList()).mapEmpty();
    }

    int size() {
        return backends.size();
    }

    String name(int index) {
        return backends.get(index).name;
    }

    /** Known once the backend has been started. */
    int port(int index) {
        return backends.get(index).port;
    }

    /** When it was last told to start or stop, in nanoseconds of the monotonic clock. */
    long changedAt(int index) {
        return backends.get(index).changedAt;
    }

    Future<Void> start(int index) {
        backends.get(index).changedAt = System.nanoTime();
        return start(backends.get(index));
    }

    Future<Void> stop(int index) {
        backends.get(index).changedAt = System.nanoTime();
        HttpServer server = backends.get(index).server;
        return server == null ? Future.succeededFuture() : server.close();
    }

    private Future<Void> start(Backend backend) {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> answer(backend, request));
        return server.listen(backend.port, "127.0.0.1").map(bound -> {
            backend.port = bound.actualPort();
            backend.server = bound;
            return null;
        });
    }

    private static void answer(Backend backend, HttpServerRequest request) {
        request.response().putHeader("content-type", "text/plain").end("hello from " + backend.name + "\n");
    }
}
