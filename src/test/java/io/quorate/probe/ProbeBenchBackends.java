package io.quorate.probe;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import java.util.stream.IntStream;

/** What {@link ProbeBench} probes: a few ports on every loopback address, each answering the same few bytes. */
final class ProbeBenchBackends {
    static final int FIRST_PORT = 19_000;
    static final int PORTS = 8;
    private static final Buffer ANSWER =
            Buffer.buffer("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");

    private ProbeBenchBackends() {}

    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        NetServerOptions options = new NetServerOptions().setHost("0.0.0.0").setAcceptBacklog(4_096);
        IntStream.range(0, PORTS)
                .forEach(i -> Backend.await(vertx.createNetServer(options)
                        .connectHandler(socket -> {
                            socket.exceptionHandler(cause -> {});
                            socket.handler(request -> socket.write(ANSWER));
                        })
                        .listen(FIRST_PORT + i)));
        System.out.println("ready");
    }
}
