package io.quorate.proxy.listen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.quorate.core.model.listen.Listener;
import io.quorate.proxy.http2.Http2Frames;
import io.quorate.proxy.meter.ListenerMeter;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection from its acceptance until it is known what it speaks: counted, led through the PROXY protocol and TLS where the
 * listener has them, and handed to Vert.x as HTTP/2 or HTTP/1.1. All of it has to be over within the time for a head.
 */
public final class Arrival extends ChannelInboundHandlerAdapter {
    private static final byte[] PREFACE = Http1xOrH2CHandler.HTTP_2_PREFACE.getBytes(StandardCharsets.US_ASCII);

    private static final AttributeKey<@Nullable Future<?>> DEADLINE = AttributeKey.valueOf(Arrival.class, "deadline");

    private final ListenerMeter meter;
    private final boolean overTls;
    private ByteBuf held = Unpooled.EMPTY_BUFFER;
    private boolean http2;
    private boolean decided;

    private Arrival(Channel channel, Listener listener, ListenerMeter meter, boolean overTls) {
        this.meter = meter;
        this.overTls = overTls;
        this.http2 = !overTls && listener.protocols().h2c();
        Future<?> deadline = channel.eventLoop()
                .schedule(
                        () -> {
                            ChannelFuture unused = channel.close();
                        },
                        listener.timeouts().head().toMillis(),
                        TimeUnit.MILLISECONDS);
        channel.attr(DEADLINE).set(deadline);
    }

    /** Takes charge of an accepted connection, or closes it if there are too many. */
    static void of(Channel channel, ListenerGate gate, ChannelHandler vertx) {
        if (!gate.admit()) {
            ChannelFuture unused = channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> {
            over(channel);
            gate.left();
        });
        Listener listener = gate.listener();
        Optional<SslHandler> tls = gate.tls().map(context -> context.newHandler(channel.alloc()));
        channel.pipeline().addLast(vertx);
        channel.pipeline().addFirst("arrival", new Arrival(channel, listener, gate.meter(), tls.isPresent()));
        tls.ifPresent(handler -> {
            handler.setHandshakeTimeoutMillis(listener.timeouts().head().toMillis());
            channel.pipeline().addFirst("ssl", handler);
        });
        if (listener.protocols().proxyHeader()) {
            ProxyHeader.addFirst(channel.pipeline());
        }
    }

    /** The connection is with who answers its requests, and who watches its times from now on. */
    public static void over(Channel channel) {
        Future<?> running = channel.attr(DEADLINE).getAndSet(null);
        if (running != null) {
            boolean unused = running.cancel(false);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.fireChannelActive();
        if (!overTls && !http2) {
            decide(context, false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent failed && !failed.isSuccess()) {
            meter.handshakesFailed().inc();
        } else if (event instanceof SslHandshakeCompletionEvent) {
            http2 = "h2".equals(context.pipeline().get(SslHandler.class).applicationProtocol());
            if (!http2) {
                decide(context, false);
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes) || decided) {
            context.fireChannelRead(message);
            return;
        }
        held = held.isReadable() ? Unpooled.wrappedBuffer(held, bytes) : bytes;
        int compared = Math.min(held.readableBytes(), PREFACE.length);
        boolean fits = ByteBufUtil.equals(held, held.readerIndex(), Unpooled.wrappedBuffer(PREFACE), 0, compared);
        if (fits && compared < PREFACE.length) {
            return;
        }
        if (!fits && overTls) {
            // Agreed on HTTP/2 and does not speak it.
            ChannelFuture unused = context.close();
            return;
        }
        decide(context, fits);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        releaseHeld();
        context.fireChannelInactive();
    }

    /** What goes wrong here is the client's: a handshake that fails, a reset. From then on it is for others to judge. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (decided) {
            context.fireExceptionCaught(cause);
        } else {
            ChannelFuture unused = context.close();
        }
    }

    private void decide(ChannelHandlerContext context, boolean speaksHttp2) {
        decided = true;
        if (speaksHttp2) {
            // The first settings are still to come, within the same time.
            Http2Frames.addAfter(context);
        } else {
            becomeHttp1(context);
        }
        ByteBuf first = held;
        held = Unpooled.EMPTY_BUFFER;
        if (first.isReadable()) {
            context.fireChannelRead(first);
        }
        context.pipeline().remove(this);
    }

    /**
     * Has Vert.x set up HTTP/1.1 at once. A server of Vert.x that also takes HTTP/2 on clear text would wait for the first
     * request and decode it by itself, by rules other than ours; so it is given an end of line, which HTTP/1.1 skips and
     * which HTTP/2 cannot begin with, and a request to look at that nobody else sees.
     */
    private static void becomeHttp1(ChannelHandlerContext context) {
        context.fireChannelRead(Unpooled.copiedBuffer("\n", StandardCharsets.US_ASCII));
        context.pipeline().addAfter("h2c", "swallow", new Swallow());
        context.pipeline()
                .context("httpDecoder")
                .fireChannelRead(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
        context.pipeline().remove("swallow");
    }

    private void releaseHeld() {
        ByteBuf left = held;
        held = Unpooled.EMPTY_BUFFER;
        boolean unused = left.release();
    }

    private static final class Swallow extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            boolean unused = ReferenceCountUtil.release(message);
        }
    }
}
