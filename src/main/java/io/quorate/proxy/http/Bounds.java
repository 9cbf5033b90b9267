package io.quorate.proxy.http;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * How much of a body a connection may hold when its other side does not take it. Vert.x stops to read only when 16 pieces
 * wait, so that the size of a piece decides: 64 KiB in pieces, up to one read more, and what waits to be written.
 */
public final class Bounds {
    /** Bytes of one piece of a body. */
    public static final int MOST_CONTENT = 4 << 10;

    private static final int LEAST_READ = 512;
    private static final int FIRST_READ = 4 << 10;
    private static final int MOST_READ = 16 << 10;
    private static final WriteBufferWaterMark WRITTEN = new WriteBufferWaterMark(16 << 10, 32 << 10);

    private Bounds() {}

    /** Sets what holds for a connection, to a client or to an endpoint. */
    public static void set(HttpConnection connection) {
        ChannelConfig config = ((ConnectionBase) connection).channel().config();
        config.setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, MOST_READ));
        config.setWriteBufferWaterMark(WRITTEN);
    }
}
