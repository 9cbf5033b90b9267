package io.quorate.proxy.wire;

import io.quorate.core.model.transport.Transport;
import io.quorate.proxy.http.Bounds;
import io.quorate.proxy.tls.ClientTls;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** HTTP/1.1 over connections that are kept. */
public final class Http1Lines implements Lines {
    private static final int MOST_RESPONSE_HEADER = 64 << 10;
    private static final int MOST_CLOSED = 16;
    private static final long WAITS_OF_A_CONNECTION = 3;
    private static final long ONE_SECOND = 1_000;
    private static final long LAST_CALLS_SECONDS = 3_600;

    private final Vertx vertx;
    private final Transport transport;
    private final boolean secure;
    /** By how long TCP and TLS may take, which Vert.x has for a client as a whole. */
    private final Map<Long, HttpClient> clients = new HashMap<>(1);

    public Http1Lines(Vertx vertx, Transport transport) {
        this.vertx = vertx;
        this.transport = transport;
        this.secure = transport.tls().isUsed();
    }

    @Override
    public void open(Door door, long timeoutMillis, Opening opening) {
        // Never before TCP and TLS give up, each at its time: a connection that comes about when its request has left
        // is
        // in no pool, and stays. Who asks has a time of its own.
        long never = WAITS_OF_A_CONNECTION * timeoutMillis + ONE_SECOND;
        RequestOptions options = new RequestOptions().setServer(door.server()).setConnectTimeout(never);
        if (secure) {
            options.setHost(door.name()).setPort(door.server().port());
        }
        ask(clients.computeIfAbsent(timeoutMillis, this::client), options, MOST_CLOSED, opening);
    }

    /** Who asks holds a slot, of which there are as many as connections: it waits for a connection to come about. */
    @Override
    public boolean areUpTo(Door door) {
        return false;
    }

    @Override
    public Optional<Lines> switchable() {
        return Optional.of(this);
    }

    @Override
    public void close() {
        for (HttpClient client : clients.values()) {
            var unused = client.shutdown(LAST_CALLS_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The pool of Vert.x also hands out connections that have just closed, for as long as it has not been told. */
    private void ask(HttpClient client, RequestOptions options, int closedLeft, Opening opening) {
        client.request(options).onComplete(result -> {
            if (result.succeeded()) {
                opening.opened(new Http1Call(result.result()));
            } else if (result.cause() instanceof HttpClosedException && closedLeft > 0) {
                ask(client, options, closedLeft - 1, opening);
            } else {
                opening.failed(result.cause());
            }
        });
    }

    private HttpClient client(long connectMillis) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) Math.min(Integer.MAX_VALUE, connectMillis))
                .setSslHandshakeTimeout(connectMillis)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAliveTimeout(
                        (int) Math.max(1, transport.connections().idle().toSeconds()))
                .setMaxHeaderSize(MOST_RESPONSE_HEADER)
                .setMaxInitialLineLength(MOST_RESPONSE_HEADER)
                .setMaxChunkSize(Bounds.MOST_CONTENT)
                .setPipelining(false)
                .setDecompressionSupported(false);
        ClientTls.configure(options, transport.tls(), false);
        // Who may connect at all is decided before: nobody waits here for longer than a connection takes to close.
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(transport.connections().perEndpoint())
                .setMaxWaitQueueSize(-1);
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(Http1Lines::connected)
                .build();
    }

    private static void connected(HttpConnection connection) {
        Bounds.set(connection);
        Http1Channel.addBefore(((ConnectionBase) connection).channelHandlerContext());
    }
}
