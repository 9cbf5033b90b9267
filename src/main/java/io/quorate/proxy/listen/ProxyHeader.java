package io.quorate.proxy.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * What a balancer says of a connection before it (the PROXY protocol of HAProxy, versions 1 and 2). What does not begin with
 * it is closed.
 */
public final class ProxyHeader extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<InetSocketAddress> CLIENT = AttributeKey.valueOf(ProxyHeader.class, "client");
    private static final int MOST_EXTRA_BYTES = 4 << 10;

    private ProxyHeader() {}

    static void addFirst(ChannelPipeline pipeline) {
        pipeline.addFirst("proxyHeader", new ProxyHeader());
        pipeline.addFirst("proxyHeaderDecoder", new HAProxyMessageDecoder(MOST_EXTRA_BYTES));
    }

    /** The client at the other end: whom a PROXY header names, or else the peer. */
    public static InetSocketAddress clientOf(Channel channel) {
        InetSocketAddress named = channel.attr(CLIENT).get();
        return named == null ? (InetSocketAddress) channel.remoteAddress() : named;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws UnknownHostException {
        if (!(message instanceof HAProxyMessage header)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            if (header.command() == HAProxyCommand.PROXY && isTcp(header.proxiedProtocol())) {
                byte[] address = NetUtil.createByteArrayFromIpAddressString(header.sourceAddress());
                context.channel()
                        .attr(CLIENT)
                        .set(new InetSocketAddress(InetAddress.getByAddress(address), header.sourcePort()));
            }
        } finally {
            boolean unused = header.release();
        }
        context.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ChannelFuture unused = context.close();
    }

    private static boolean isTcp(HAProxyProxiedProtocol protocol) {
        return protocol == HAProxyProxiedProtocol.TCP4 || protocol == HAProxyProxiedProtocol.TCP6;
    }
}
