package io.quorate.proxy.client;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.ReferenceCountUtil;
import io.quorate.proxy.http.RequestDecoder;
import io.quorate.proxy.listen.ListenerGate;
import io.quorate.proxy.wire.ConnectionEnd;
import io.quorate.proxy.wire.Switched;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks HTTP/1.1 or 1.0: one request after the other.
 *
 * <p>A connection that ends while the client may still be sending lingers: our side is closed, and what comes is
 * thrown away for a while. Closed at once, it would be reset, and the client might lose the answer.
 */
public final class Http1Client extends ClientConnection {
    private static final long LINGER_MILLIS = 2_000;
    private static final long NEXT_REQUEST_WHEN_DRAINING_MILLIS = 1_000;

    private final RequestTrailers trailers = new RequestTrailers();
    private Phase phase = Phase.FRESH;
    private boolean draining;
    private @Nullable Visit visit;

    private enum Phase {
        /** Nothing came yet. */
        FRESH,
        /** Between two requests. */
        IDLE,
        /** In the head of a request. */
        HEAD,
        /** With a request. */
        BUSY,
        /** Left HTTP behind. */
        SWITCHED,
        /** The last answer is under way or sent; what still comes is thrown away. */
        CLOSING
    }

    private Http1Client(ListenerGate gate, Desk desk, ChannelHandlerContext vertxContext) {
        super(gate, desk, vertxContext);
    }

    /** Takes charge of a connection that the gate admitted and that nothing has been read from. */
    public static ClientConnection attach(HttpConnection connection, ListenerGate gate, Desk desk) {
        ChannelHandlerContext context = ((HttpServerConnection) connection).channelHandlerContext();
        Http1Client client = new Http1Client(gate, desk, context);
        // Replaced rather than configured, so that the limits are those of now and not of when the socket was bound.
        RequestDecoder decoder = new RequestDecoder(gate.listener().limits());
        context.pipeline().replace("httpDecoder", "httpDecoder", decoder);
        context.pipeline().addBefore("httpDecoder", "client", client);
        context.pipeline().addBefore(context.name(), "trailers", client.trailers);
        client.await(client.listener().timeouts().head().toMillis());
        return client;
    }

    @Override
    public boolean isClosing() {
        return phase == Phase.CLOSING || !channel().isActive();
    }

    @Override
    public int running() {
        return visit != null || phase == Phase.SWITCHED ? 1 : 0;
    }

    @Override
    public void begins(Visit begun) {
        visit = begun;
        phase = Phase.BUSY;
        trailers.nextRequest();
        awaitNothing();
    }

    @Override
    public Visit visit(HttpServerRequest request) {
        if (visit == null) {
            throw new IllegalStateException("request: not taken by a listener of ours");
        }
        return visit;
    }

    @Override
    HttpHeaders fieldsOf(HttpServerRequest request) {
        // Of what could not be decoded there are none.
        return request.headers() instanceof HttpHeaders fields ? fields : EmptyHttpHeaders.INSTANCE;
    }

    @Override
    HttpHeaders trailersOf(Visit ended) {
        return trailers.ofThisRequest();
    }

    @Override
    void finishHead(Visit ending) {
        HttpServerResponse response = ending.response();
        if (ending.isBodyOpen() || ending.isDelimitedByClose() || draining || gate().isDraining()) {
            ending.closes();
            response.headers().set("connection", "close");
            if (ending.request().version() == HttpVersion.HTTP_1_0) {
                // Vert.x overwrites the field for HTTP/1.0 clients that asked to keep the connection.
                response.headersEndHandler(written -> response.headers().set("connection", "close"));
            }
        }
    }

    @Override
    void end(Visit ending, Buffer last) {
        boolean linger = ending.isBodyOpen();
        boolean closing = ending.isClosing() || linger;
        // The next request may come from within the write.
        visit = null;
        boolean asking = !closing && decoder().hasBegunNext();
        phase = closing ? Phase.CLOSING : asking ? Phase.HEAD : Phase.IDLE;
        await(asking ? listener().timeouts().head().toMillis() : idleMillis());
        Future<Void> written = ending.response().end(last);
        if (closing) {
            closeAfter(written, linger);
            // Within a read Vert.x leaves the flush to its end, which may not come if the request was broken.
            vertxContext().flush();
        } else if (decoder().isHolding()) {
            decoder().goOn();
            channel().config().setAutoRead(true);
            readHeld();
        }
    }

    @Override
    boolean isFull(Visit answered, Runnable onDrained) {
        HttpServerResponse response = answered.response();
        if (!response.writeQueueFull()) {
            return false;
        }
        response.drainHandler(drained -> onDrained.run());
        return true;
    }

    @Override
    Switched switchOver(Visit switching) {
        visit = null;
        phase = Phase.SWITCHED;
        awaitNothing();
        StringBuilder head = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
        switching
                .response()
                .headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        ChannelHandlerContext codec = vertxContext().pipeline().context("httpDecoder");
        decoder().passThrough();
        readHeld();
        ChannelFuture unused =
                codec.writeAndFlush(Unpooled.copiedBuffer(head.append("\r\n").toString(), StandardCharsets.ISO_8859_1));
        return new Switched(vertxContext(), codec);
    }

    /**
     * With a reset for an answer whose end is the end of the connection, and for a client that takes nothing: the system would
     * keep for minutes what is on its way to that, megabytes maybe.
     */
    @Override
    void abort(Visit aborted) {
        phase = Phase.CLOSING;
        visit = null;
        if (aborted.isDelimitedByClose() || !channel().isWritable()) {
            resetOnClose();
        }
        closeNow();
    }

    @Override
    void bodyBroken(Visit broken) {
        abort(broken);
    }

    @Override
    void gone() {
        phase = Phase.CLOSING;
        Visit left = visit;
        visit = null;
        if (left != null) {
            left.clientLeft();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (phase == Phase.CLOSING) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (phase == Phase.IDLE) {
            await(listener().timeouts().head().toMillis());
        }
        if (phase == Phase.IDLE || phase == Phase.FRESH) {
            phase = Phase.HEAD;
        }
        context.fireChannelRead(message);
    }

    /** A body that cannot be decoded comes here too; Vert.x would close without an answer. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (phase == Phase.SWITCHED) {
            context.fireExceptionCaught(cause);
            return;
        }
        if (phase == Phase.CLOSING) {
            return;
        }
        if (visit == null || ConnectionEnd.isSaidBy(cause)) {
            closeNow();
        } else {
            visit.bodyBroken();
        }
    }

    @Override
    public void drain() {
        draining = true;
        if (phase == Phase.IDLE || phase == Phase.FRESH) {
            await(idleMillis());
        }
    }

    @Override
    void expired() {
        // During a drain an answer to nothing would be taken for that to a request which comes now.
        boolean asking = phase == Phase.HEAD || (phase == Phase.FRESH && !draining);
        phase = Phase.CLOSING;
        if (!asking) {
            closeNow();
            return;
        }
        Answer answer = new Answer(408, "the head of the request took too long");
        String id = desk().ids().next();
        String message = answer.closing(id, desk().date().now());
        desk().unrouted().answered(answer.status(), listener().timeouts().head().toNanos());
        Account.ofUnread(this, id, answer, answer.body(id).length());
        // From below the codec: for Vert.x there is no request yet that could be answered.
        ChannelFuture unused = vertxContext()
                .pipeline()
                .context(this)
                .writeAndFlush(Unpooled.copiedBuffer(message, StandardCharsets.US_ASCII))
                .addListener((ChannelFutureListener) written -> linger());
    }

    /** In a drain a request may be on its way: it is answered, where a connection closed at once would reset it. */
    private long idleMillis() {
        return draining
                ? NEXT_REQUEST_WHEN_DRAINING_MILLIS
                : listener().timeouts().idle().toMillis();
    }

    private RequestDecoder decoder() {
        return (RequestDecoder) vertxContext().pipeline().get("httpDecoder");
    }

    /** Lets the decoder look again at what it has; not at once, since it may be in the middle of a read. */
    private void readHeld() {
        ChannelHandlerContext own = vertxContext().pipeline().context(this);
        eventLoop().execute(() -> own.fireChannelRead(Unpooled.EMPTY_BUFFER).fireChannelReadComplete());
    }

    /** Closes once the answer is written, lingering if the client may still be sending. */
    private void closeAfter(Future<Void> written, boolean linger) {
        written.onComplete(done -> {
            if (linger && done.succeeded()) {
                linger();
            } else {
                closeNow();
            }
        });
    }

    private void linger() {
        if (!channel().isActive()) {
            return;
        }
        await(LINGER_MILLIS);
        channel().config().setAutoRead(true);
        ChannelFuture unused = ((DuplexChannel) channel()).shutdownOutput();
    }
}
