package io.quorate.proxy.http2;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;

/** How much may wait to be written on a connection that many streams share. */
final class Http2Bounds {
    private static final WriteBufferWaterMark WRITTEN = new WriteBufferWaterMark(64 << 10, 128 << 10);

    private Http2Bounds() {}

    static void set(Channel channel) {
        channel.config().setWriteBufferWaterMark(WRITTEN);
    }
}
