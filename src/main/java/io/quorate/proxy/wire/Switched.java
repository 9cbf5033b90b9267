package io.quorate.proxy.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/**
 * A connection that has left HTTP behind. What arrives from now on is for a handler put before the last; what is written
 * there goes past the codec.
 *
 * @param last context of the last handler, which learns of nothing but the end
 * @param codec context of the handler that framed HTTP; it hands raw bytes on
 */
public record Switched(ChannelHandlerContext last, ChannelHandlerContext codec) {
    public Channel channel() {
        return last.channel();
    }
}
