package io.quorate.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;

/**
 * Copies content out of pooled memory before Vert.x holds on to it. Vert.x copies it too, but only when it delivers it,
 * and forgets to give back what waits on a paused connection that closes; with this there is still one copy, and nothing
 * to give back.
 */
@ChannelHandler.Sharable
public final class Unpooling extends ChannelInboundHandlerAdapter {
    private static final Unpooling INSTANCE = new Unpooling();

    private Unpooling() {}

    /** Puts it in front of the handler of Vert.x whose context this is. */
    public static void addBefore(ChannelHandlerContext vertxContext) {
        vertxContext.pipeline().addBefore(vertxContext.name(), "unpooling", INSTANCE);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        context.fireChannelRead(unpooled(message));
    }

    /** The message, with its content in memory of its own if it has any. */
    public static Object unpooled(Object message) {
        if (!(message instanceof HttpContent content && content.content().isReadable())) {
            return message;
        }
        ByteBuf pooled = content.content();
        try {
            return content.replace(copy(pooled));
        } finally {
            pooled.release();
        }
    }

    /** The bytes in memory that needs not be given back; they are still to be released where they are. */
    public static ByteBuf copy(ByteBuf pooled) {
        ByteBuf copy = VertxByteBufAllocator.DEFAULT.heapBuffer(pooled.readableBytes());
        return copy.writeBytes(pooled, pooled.readerIndex(), pooled.readableBytes());
    }
}
