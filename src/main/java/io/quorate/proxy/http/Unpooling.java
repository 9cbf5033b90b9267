package io.quorate.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;

/**
 * Copies content out of pooled memory before Vert.x holds on to it. Vert.x copies it too, but only when it delivers it,
 * and forgets to give back what waits on a paused connection that closes; with this there is still one copy, and nothing
 * to give back.
 */
public final class Unpooling {
    private Unpooling() {}

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
