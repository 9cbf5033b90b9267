package io.quorate.process;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;

/** Endpoints in the process of the test that are always well: they answer at once, slowly, and by WebSocket. */
final class Backends {
    private final Vertx vertx;
    private final List<String> addresses = new ArrayList<>();

    private Backends(Vertx vertx) {
        this.vertx = vertx;
    }

    static Backends start(Vertx vertx, int count) {
        Backends backends = new Backends(vertx);
        for (int i = 0; i < count; i++) {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(300))
                    .requestHandler(backends::answer)
                    .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage));
            server.listen(0, "127.0.0.1").await();
            backends.addresses.add("127.0.0.1:" + server.actualPort());
        }
        return backends;
    }

    /** {@code host:port} of each. */
    List<String> addresses() {
        return List.copyOf(addresses);
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/slow" -> {
                request.response().setChunked(true);
                stream(request, 10);
            }
            case "/echo" -> request.body().onSuccess(request.response()::end);
            default -> request.response().end("hello");
        }
    }

    private void stream(HttpServerRequest request, int parts) {
        if (parts == 0) {
            request.response().end();
        } else {
            request.response().write("part ");
            vertx.setTimer(200, next -> stream(request, parts - 1));
        }
    }
}
