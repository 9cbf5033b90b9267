package io.quorate.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.quorate.proxy.timing.Timeouts;
import io.quorate.proxy.wire.Switched;
import org.jspecify.annotations.Nullable;

/**
 * Two connections that have left HTTP, and the bytes between them: who reads slowly slows who sends, the end of one direction
 * is handed on while the other goes on, and both close when nothing moved for too long.
 */
final class Tunnel extends Timeouts.Timeout {
    private final Timeouts timeouts;
    private final long idleMillis;
    private final Owner owner;
    private final Side client;
    private final Side endpoint;
    private long movedAt;
    private boolean over;

    /** Who has something tunnelled. */
    interface Owner {
        /** It is over, after so many bytes from either side. */
        void ended(long fromClient, long fromEndpoint);
    }

    /**
     * A tunnel that nothing goes through yet.
     *
     * @param idleMillis without a byte in either direction, at most; 0 is without end
     */
    Tunnel(Timeouts timeouts, long idleMillis, Switched client, Switched endpoint, Owner owner) {
        this.timeouts = timeouts;
        this.idleMillis = idleMillis;
        this.owner = owner;
        this.client = new Side(client);
        this.endpoint = new Side(endpoint);
    }

    void start() {
        client.begin(endpoint);
        endpoint.begin(client);
        moved();
        awaitIdle(idleMillis);
    }

    @Override
    protected void expire() {
        long idle = timeouts.millis() - movedAt;
        if (idle < idleMillis) {
            awaitIdle(idleMillis - idle);
        } else {
            client.close();
            endpoint.close();
        }
    }

    private void awaitIdle(long millis) {
        if (idleMillis > 0) {
            timeouts.arm(this, millis);
        }
    }

    private void moved() {
        movedAt = timeouts.millis();
    }

    private void ends() {
        if (!over && !client.channel().isActive() && !endpoint.channel().isActive()) {
            over = true;
            timeouts.cancel(this);
            owner.ended(client.taken, endpoint.taken);
        }
    }

    private final class Side extends ChannelInboundHandlerAdapter {
        private final Switched connection;
        private @Nullable Side other;
        private boolean received;
        private long taken;
        private boolean inputEnded;
        private boolean outputEnded;

        Side(Switched connection) {
            this.connection = connection;
        }

        Channel channel() {
            return connection.channel();
        }

        void begin(Side opposite) {
            other = opposite;
            channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            connection.last().pipeline().addBefore(connection.last().name(), "tunnel", this);
            channel().config().setAutoRead(true);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf data = message instanceof ByteBufHolder holder ? holder.content() : (ByteBuf) message;
            if (!data.isReadable() || !opposite().channel().isActive()) {
                boolean unused = ReferenceCountUtil.release(message);
                return;
            }
            moved();
            received = true;
            taken += data.readableBytes();
            opposite().write(data);
            if (!opposite().channel().isWritable()) {
                channel().config().setAutoRead(false);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (received) {
                received = false;
                opposite().flush();
            }
            context.fireChannelReadComplete();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (channel().isWritable()) {
                moved();
                opposite().channel().config().setAutoRead(true);
            }
            context.fireChannelWritabilityChanged();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
                inputEnds();
            }
            context.fireUserEventTriggered(event);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            opposite().closeWhenWritten();
            // What it still sends goes nowhere; but unless it is taken, the other may never take what is to be written.
            opposite().channel().config().setAutoRead(true);
            ends();
            context.fireChannelInactive();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            close();
        }

        void close() {
            ChannelFuture unused = connection.codec().close();
        }

        private void inputEnds() {
            if (!inputEnded) {
                inputEnded = true;
                opposite().finishOutput();
                closeIfDone();
            }
        }

        /** Says that nothing more comes, once all that came is written. */
        private void finishOutput() {
            if (outputEnded) {
                return;
            }
            outputEnded = true;
            ChannelFuture unused = connection
                    .codec()
                    .writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener((ChannelFutureListener) written -> shutOutput());
        }

        private void shutOutput() {
            SslHandler tls = channel().pipeline().get(SslHandler.class);
            if (tls != null) {
                // Only now: what it has not encrypted yet, it would throw away.
                ChannelFuture unused = tls.closeOutbound().addListener(written -> closeIfDone());
                return;
            }
            ChannelFuture unused = ((DuplexChannel) channel()).shutdownOutput();
            closeIfDone();
        }

        private void closeIfDone() {
            if (inputEnded && outputEnded) {
                closeWhenWritten();
            }
        }

        private void closeWhenWritten() {
            ChannelFuture unused =
                    connection.codec().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        private void write(ByteBuf data) {
            ChannelFuture unused = connection.codec().write(data);
        }

        private void flush() {
            ChannelHandlerContext unused = connection.codec().flush();
        }

        private Side opposite() {
            if (other == null) {
                throw new IllegalStateException("tunnel: not begun");
            }
            return other;
        }
    }
}
