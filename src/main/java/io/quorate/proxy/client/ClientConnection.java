package io.quorate.proxy.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.quorate.core.model.listen.Listener;
import io.quorate.proxy.http.Peer;
import io.quorate.proxy.http.RequestFields;
import io.quorate.proxy.listen.Arrival;
import io.quorate.proxy.listen.ListenerGate;
import io.quorate.proxy.listen.ProxyHeader;
import io.quorate.proxy.timing.Timeouts;
import io.quorate.proxy.tls.ServerTls;
import io.quorate.proxy.wire.Switched;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One client connection, seen from below Vert.x, near the head of its pipeline: how long it may wait, that the client left,
 * and the end, which is never abrupt while an answer is under way.
 */
public abstract class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class, "quorate");

    private final ListenerGate gate;
    private final Desk desk;
    private final ChannelHandlerContext vertxContext;
    private final Wait wait = new Wait();
    private @Nullable RequestFields fields;
    private @Nullable Listener fieldsFor;

    ClientConnection(ListenerGate gate, Desk desk, ChannelHandlerContext vertxContext) {
        this.gate = gate;
        this.desk = desk;
        this.vertxContext = vertxContext;
        vertxContext.channel().attr(KEY).set(this);
        Arrival.over(vertxContext.channel());
    }

    /** Whose connection it is. */
    public static ClientConnection of(HttpConnection connection) {
        ClientConnection client = ((HttpServerConnection) connection)
                .channelHandlerContext()
                .channel()
                .attr(KEY)
                .get();
        if (client == null) {
            throw new IllegalStateException("connection: not of a listener of ours");
        }
        return client;
    }

    public final Listener listener() {
        return gate.listener();
    }

    public final EventLoop eventLoop() {
        return vertxContext.channel().eventLoop();
    }

    /** How requests of this client are described to endpoints; made anew when the settings are replaced. */
    @SuppressWarnings("ReferenceEquality")
    public final RequestFields fields() {
        Listener listener = gate.listener();
        if (fields == null || fieldsFor != listener) {
            fields = new RequestFields(peer(listener));
            fieldsFor = listener;
        }
        return fields;
    }

    /**
     * Whether requests for the host may come over this connection. Where clients show certificates, one made for another
     * host may have let in whom this host would not.
     */
    public final boolean isFor(String host) {
        SslHandler handler = channel().pipeline().get(SslHandler.class);
        return handler == null
                || gate.tls()
                        .filter(ServerTls::asksClients)
                        .map(tls -> tls.covers(handler.engine().getSession(), host))
                        .orElse(true);
    }

    /** Whether nothing more is taken. */
    public abstract boolean isClosing();

    /** How many requests it has that are not answered whole; what has left HTTP counts as one. */
    public abstract int running();

    /** What asks, or soon does, is answered and closed then; what stays idle closes. */
    public abstract void drain();

    /** A request came whose fields are these. */
    public abstract void begins(Visit visit);

    /** The visit whose request this is, one that has begun and not ended. */
    public abstract Visit visit(HttpServerRequest request);

    /** The fields of a request, in the form that HTTP/1.1 gives them. */
    abstract HttpHeaders fieldsOf(HttpServerRequest request);

    /** Whether it is known that nothing follows the head of the request that is just coming. */
    public boolean endsWithHead() {
        return false;
    }

    /** What came after the body; known at its end. */
    abstract HttpHeaders trailersOf(Visit visit);

    abstract boolean isFull(Visit visit, Runnable onDrained);

    /** Leaves HTTP with the head that the answer has by now. */
    Switched switchOver(Visit visit) {
        throw new UnsupportedOperationException("switch of protocols: asked for by HTTP/2");
    }

    /** The head of the answer is complete but for what the protocol needs. */
    abstract void finishHead(Visit visit);

    /** Writes the end of the answer. */
    abstract void end(Visit visit, Buffer last);

    /** Breaks off an answer that has begun, so that the client sees that it is not whole. */
    abstract void abort(Visit visit);

    /** Whether an answer may still be given to a request whose body cannot be read. */
    abstract void bodyBroken(Visit visit);

    /** The time for which {@link #await} asked is over. */
    abstract void expired();

    /** The connection is gone. */
    abstract void gone();

    /** Closes whatever goes on, which then ends as if the client had left; with a reset if something does. */
    public final void kill() {
        if (running() > 0) {
            resetOnClose();
        }
        closeNow();
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        desk.timeouts().cancel(wait);
        gone();
        context.fireChannelInactive();
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof ShutdownEvent) {
            drain();
        } else {
            super.userEventTriggered(context, event);
        }
    }

    final Desk desk() {
        return desk;
    }

    final ListenerGate gate() {
        return gate;
    }

    final ChannelHandlerContext vertxContext() {
        return vertxContext;
    }

    final Channel channel() {
        return vertxContext.channel();
    }

    final void await(long millis) {
        desk.timeouts().arm(wait, millis);
    }

    final void awaitNothing() {
        desk.timeouts().cancel(wait);
    }

    final void resetOnClose() {
        if (channel().isOpen()) {
            channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
    }

    /** Past Vert.x, which would first flush to a client that may not be reading. */
    final void closeNow() {
        ChannelFuture unused = vertxContext.close();
    }

    private Peer peer(Listener listener) {
        InetSocketAddress remote = ProxyHeader.clientOf(channel());
        InetSocketAddress local = (InetSocketAddress) channel().localAddress();
        String scheme = channel().pipeline().get(SslHandler.class) == null ? "http" : "https";
        return Peer.of(remote.getAddress(), local.getPort(), scheme, listener.trustedProxies());
    }

    private final class Wait extends Timeouts.Timeout {
        @Override
        protected void expire() {
            expired();
        }
    }
}
