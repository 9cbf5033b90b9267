package io.quorate.proxy.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.quorate.proxy.http2.Http2Frames;
import io.quorate.proxy.http2.Http2Guard;
import io.quorate.proxy.listen.ListenerGate;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A client that speaks HTTP/2: many requests at once, each on a stream of its own. */
public final class Http2Client extends ClientConnection {
    /** Streams at once on one connection. */
    public static final int MOST_STREAMS = 100;

    private static final long LAST_STREAMS_MILLIS = 1_000;

    private final HttpConnection connection;
    private final Http2Guard guard;
    private final Http2Frames frames;
    private final Map<Integer, Visit> visits = new HashMap<>();
    private long idleSinceNanos;
    private boolean inHead;
    private boolean draining;
    private boolean closing;

    private Http2Client(HttpConnection connection, ListenerGate gate, Desk desk, ChannelHandlerContext context) {
        super(gate, desk, context);
        this.connection = connection;
        this.frames = Http2Frames.of(context);
        this.guard = Http2Guard.before(context, (Http2FrameListener) connection);
    }

    /** Takes charge of a connection whose first settings came. */
    public static ClientConnection attach(HttpConnection connection, ListenerGate gate, Desk desk) {
        ChannelHandlerContext context = ((HttpServerConnection) connection).channelHandlerContext();
        Http2Client client = new Http2Client(connection, gate, desk, context);
        context.pipeline().addBefore(context.name(), "client", client);
        int headers = client.listener().limits().headers();
        if (headers != connection.settings().getMaxHeaderListSize()) {
            Future<Void> unused = connection.updateSettings(settings(headers));
        }
        client.idles();
        return client;
    }

    /** What such a connection is told at its beginning, with that limit of a header section. */
    public static Http2Settings settings(int headers) {
        return new Http2Settings()
                .setPushEnabled(false)
                .setMaxConcurrentStreams(MOST_STREAMS)
                .setInitialWindowSize(Http2Guard.STREAM_WINDOW)
                .setMaxHeaderListSize(headers);
    }

    @Override
    public boolean isClosing() {
        return closing || !channel().isActive();
    }

    @Override
    public int running() {
        return visits.size();
    }

    @Override
    public void begins(Visit visit) {
        awaitNothing();
        inHead = false;
        visits.put(visit.request().streamId(), visit);
        visit.response().exceptionHandler(cause -> left(visit));
        visit.response().closeHandler(closed -> left(visit));
    }

    @Override
    public Visit visit(HttpServerRequest request) {
        Visit visit = visits.get(request.streamId());
        if (visit == null) {
            throw new IllegalStateException("request: not taken by a listener of ours");
        }
        return visit;
    }

    @Override
    HttpHeaders fieldsOf(HttpServerRequest request) {
        return guard.fieldsOfOpening();
    }

    @Override
    public boolean endsWithHead() {
        return guard.endsWithHead();
    }

    @Override
    HttpHeaders trailersOf(Visit visit) {
        return guard.trailersOf(visit.request().streamId());
    }

    @Override
    boolean isFull(Visit visit, Runnable onDrained) {
        return guard.isFull(visit.request().streamId(), onDrained);
    }

    @Override
    void finishHead(Visit visit) {
        // Nothing is said of the connection in a head (RFC 9113 section 8.2.2).
    }

    @Override
    void end(Visit visit, Buffer last) {
        HttpServerResponse response = visit.response();
        boolean open = visit.isBodyOpen();
        forget(visit);
        boolean bare = last.length() == 0 || visit.request().method().equals(HttpMethod.HEAD);
        if (response.isChunked() && !response.headWritten()) {
            // Vert.x would add a length, at which some clients stop to look for trailers.
            if (bare && !visit.isTrailed()) {
                // One head is all, as gRPC wants it.
                response.headersEndHandler(head -> response.headers().remove(HttpHeaderNames.CONTENT_LENGTH));
            } else {
                Future<Void> unused = response.writeHead();
            }
        }
        Future<Void> written = bare ? response.end() : response.end(last);
        if (open) {
            // The client need not send the rest; only when the whole answer is out, since this ends the stream.
            written.onSuccess(done -> reset(response, Http2Error.NO_ERROR));
        }
    }

    @Override
    void abort(Visit visit) {
        forget(visit);
        reset(visit.response(), Http2Error.INTERNAL_ERROR);
    }

    @Override
    void bodyBroken(Visit visit) {
        abort(visit);
    }

    /** Tells the client first that it is to open no more streams, and a moment later which was the last one seen. */
    @Override
    public void drain() {
        if (!draining) {
            draining = true;
            connection.goAway(Http2Error.NO_ERROR.code(), Integer.MAX_VALUE);
            var unused = eventLoop().schedule(this::close, LAST_STREAMS_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    void expired() {
        close();
    }

    @Override
    void gone() {
        List.copyOf(visits.values()).forEach(this::left);
    }

    /** A connection without a request is idle; only the head of one lengthens its stay, and that has its own time. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        context.fireChannelRead(message);
        if (visits.isEmpty() && inHead != frames.isInside() && channel().isActive()) {
            inHead = !inHead;
            await(inHead ? listener().timeouts().head().toMillis() : leftOfIdle());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        guard.look();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.fireChannelWritabilityChanged();
        guard.look();
    }

    private void left(Visit visit) {
        if (visits.containsKey(visit.request().streamId())) {
            forget(visit);
            visit.clientLeft();
        }
    }

    private void forget(Visit visit) {
        visits.remove(visit.request().streamId());
        if (visits.isEmpty() && channel().isActive()) {
            idles();
        }
    }

    private void idles() {
        inHead = false;
        idleSinceNanos = System.nanoTime();
        await(leftOfIdle());
    }

    private long leftOfIdle() {
        long idle = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - idleSinceNanos);
        return Math.max(0, listener().timeouts().idle().toMillis() - idle);
    }

    private static void reset(HttpServerResponse response, Http2Error error) {
        Future<Void> unused = response.reset(error.code());
    }

    private void close() {
        if (!closing && channel().isActive()) {
            closing = visits.isEmpty();
            if (draining) {
                connection.goAway(Http2Error.NO_ERROR.code());
            }
            Future<Void> unused = connection.shutdown(gate().drainMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
