package io.quorate.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.quorate.core.model.listen.Listener;
import io.quorate.proxy.http.Peer;
import io.quorate.proxy.http.RequestDecoder;
import io.quorate.proxy.http.RequestFields;
import io.quorate.proxy.http.Unpooling;
import io.quorate.proxy.listen.ListenerGate;
import io.quorate.proxy.timing.Timeouts;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client connection, seen from below Vert.x, at the head of its pipeline: how long it may wait for a request, that
 * the client left, and the end, which is never abrupt while an answer is under way.
 *
 * <p>A connection that ends while the client may still be sending lingers: our side is closed, and what comes is
 * thrown away for a while. Closed at once, it would be reset, and the client might lose the answer.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class, "quorate");
    private static final long LINGER_MILLIS = 2_000;
    private static final long NEXT_REQUEST_WHEN_DRAINING_MILLIS = 1_000;

    private final ListenerGate gate;
    private final Timeouts timeouts;
    private final ChannelHandlerContext vertxContext;
    private final Consumer<ClientConnection> onClosed;
    private final Wait wait = new Wait();
    private Phase phase = Phase.FRESH;
    private boolean closesAfterResponse;
    private @Nullable Visit visit;
    private @Nullable RequestFields fields;
    private @Nullable Listener fieldsFor;

    private enum Phase {
        /** Nothing came yet. */
        FRESH,
        /** Between two requests. */
        IDLE,
        /** In the head of a request. */
        HEAD,
        /** With a request. */
        BUSY,
        /** The last answer is under way or sent; what still comes is thrown away. */
        CLOSING
    }

    private ClientConnection(
            ListenerGate gate,
            Timeouts timeouts,
            ChannelHandlerContext vertxContext,
            Consumer<ClientConnection> onClosed) {
        this.gate = gate;
        this.timeouts = timeouts;
        this.vertxContext = vertxContext;
        this.onClosed = onClosed;
    }

    /** Takes charge of a connection that the gate admitted and that nothing has been read from. */
    static ClientConnection attach(
            HttpConnection connection, ListenerGate gate, Timeouts timeouts, Consumer<ClientConnection> onClosed) {
        ChannelHandlerContext context = ((HttpServerConnection) connection).channelHandlerContext();
        ClientConnection client = new ClientConnection(gate, timeouts, context, onClosed);
        context.channel().attr(KEY).set(client);
        // Replaced rather than configured, so that the limits are those of now and not of when the socket was bound.
        RequestDecoder decoder = new RequestDecoder(gate.listener().limits());
        context.pipeline().replace("httpDecoder", "httpDecoder", decoder);
        context.pipeline().addFirst("client", client);
        Unpooling.addBefore(context);
        timeouts.arm(client.wait, client.listener().timeouts().head().toMillis());
        return client;
    }

    /** Whose connection it is. */
    static ClientConnection of(HttpConnection connection) {
        ChannelHandlerContext context = ((HttpServerConnection) connection).channelHandlerContext();
        ClientConnection client = context.channel().attr(KEY).get();
        if (client == null) {
            throw new IllegalStateException("connection: not of a listener of ours");
        }
        return client;
    }

    Listener listener() {
        return gate.listener();
    }

    EventLoop eventLoop() {
        return vertxContext.channel().eventLoop();
    }

    boolean isClosing() {
        return phase == Phase.CLOSING || !vertxContext.channel().isActive();
    }

    /** Whether no further request is taken. */
    boolean isLastRequest() {
        return closesAfterResponse || gate.isDraining();
    }

    Visit visit() {
        if (visit == null) {
            throw new IllegalStateException("request: not taken by a listener of ours");
        }
        return visit;
    }

    /** How requests of this client are described to endpoints; made anew when the settings are replaced. */
    @SuppressWarnings("ReferenceEquality")
    RequestFields fields() {
        Listener listener = gate.listener();
        if (fields == null || fieldsFor != listener) {
            fields = new RequestFields(peer(listener));
            fieldsFor = listener;
        }
        return fields;
    }

    void begins(Visit begun) {
        visit = begun;
        phase = Phase.BUSY;
        timeouts.cancel(wait);
    }

    /** The answer is about to be written to its end; the next request may come from within that. */
    void ends(boolean closing) {
        visit = null;
        phase = closing ? Phase.CLOSING : Phase.IDLE;
        timeouts.arm(wait, listener().timeouts().idle().toMillis());
    }

    /** Closes once the answer is written, lingering if the client may still be sending. */
    void closeAfter(Future<Void> written, boolean linger) {
        written.onComplete(done -> {
            if (linger && done.succeeded()) {
                linger();
            } else {
                closeNow();
            }
        });
    }

    void flush() {
        vertxContext.flush();
    }

    /**
     * Closes without an end to the answer.
     *
     * @param visibly with a reset, for an answer whose end is the end of the connection
     */
    void abort(boolean visibly) {
        phase = Phase.CLOSING;
        visit = null;
        if (visibly) {
            resetOnClose();
        }
        closeNow();
    }

    /** Closes whatever goes on, which then ends as if the client had left. */
    void kill() {
        resetOnClose();
        closeNow();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (phase == Phase.CLOSING) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (phase == Phase.IDLE) {
            timeouts.arm(wait, listener().timeouts().head().toMillis());
        }
        if (phase == Phase.IDLE || phase == Phase.FRESH) {
            phase = Phase.HEAD;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        timeouts.cancel(wait);
        phase = Phase.CLOSING;
        Visit left = visit;
        visit = null;
        if (left != null) {
            left.clientLeft();
        }
        onClosed.accept(this);
        gate.left();
        context.fireChannelInactive();
    }

    /** A body that cannot be decoded comes here too; Vert.x would close without an answer. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (phase == Phase.CLOSING) {
            return;
        }
        if (visit == null || cause instanceof IOException) {
            closeNow();
        } else {
            visit.bodyBroken();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof ShutdownEvent) {
            drain();
        } else {
            super.userEventTriggered(context, event);
        }
    }

    /** What asks, or soon does, is answered and closed then; what stays idle closes. */
    private void drain() {
        closesAfterResponse = true;
        if (phase == Phase.IDLE || phase == Phase.FRESH) {
            // A request may be on its way: it is answered, where a connection closed at once would reset it.
            timeouts.arm(wait, NEXT_REQUEST_WHEN_DRAINING_MILLIS);
        }
    }

    private void linger() {
        if (!vertxContext.channel().isActive()) {
            return;
        }
        timeouts.arm(wait, LINGER_MILLIS);
        vertxContext.channel().config().setAutoRead(true);
        ChannelFuture unused = ((DuplexChannel) vertxContext.channel()).shutdownOutput();
    }

    private void resetOnClose() {
        if (vertxContext.channel().isOpen()) {
            vertxContext.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
    }

    /** Past Vert.x, which would first flush to a client that may not be reading. */
    private void closeNow() {
        ChannelFuture unused = vertxContext.close();
    }

    private Peer peer(Listener listener) {
        InetSocketAddress remote = (InetSocketAddress) vertxContext.channel().remoteAddress();
        InetSocketAddress local = (InetSocketAddress) vertxContext.channel().localAddress();
        return Peer.of(remote.getAddress(), local.getPort(), "http", listener.trustedProxies());
    }

    private void expired() {
        boolean asking = phase == Phase.HEAD || phase == Phase.FRESH;
        phase = Phase.CLOSING;
        if (!asking) {
            closeNow();
            return;
        }
        String body = "408 Request Timeout: the head of the request took too long\n";
        String answer = "HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain\r\ncontent-length: " + body.length()
                + "\r\nconnection: close\r\n\r\n" + body;
        // From the head of the pipeline: for Vert.x there is no request yet that could be answered.
        ChannelFuture unused = vertxContext
                .pipeline()
                .context(this)
                .writeAndFlush(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII))
                .addListener((ChannelFutureListener) written -> linger());
    }

    private final class Wait extends Timeouts.Timeout {
        @Override
        protected void expire() {
            expired();
        }
    }
}
