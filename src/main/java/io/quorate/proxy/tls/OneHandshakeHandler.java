package io.quorate.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Closes a connection whose client begins another handshake once the first is over (renegotiation, up to TLS 1.2): it costs a
 * server far more than a client, and HTTP/2 forbids it (RFC 9113 section 9.2.1). The JDK refuses it only by a property of
 * the whole process. Lets the key manager know what the client asks for before the JDK tells it.
 */
final class OneHandshakeHandler extends SslHandler {
    /** The type of a record of a handshake (RFC 8446 section 5.1); TLS 1.3 hides that of later ones. */
    private static final int HANDSHAKE = 22;

    OneHandshakeHandler(SSLEngine engine) {
        super(engine);
    }

    /** Every call begins at the first byte of a record: with the JDK's engine, Netty takes whole records only. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws SSLException {
        if (in.isReadable()
                && in.getUnsignedByte(in.readerIndex()) == HANDSHAKE
                && handshakeFuture().isSuccess()) {
            in.skipBytes(in.readableBytes());
            ChannelFuture unused = context.close();
            return;
        }
        if (handshakeFuture().isDone()) {
            super.decode(context, in, out);
            return;
        }
        SniKeyManager.ASKED.set(ClientHello.requestedName(in));
        try {
            super.decode(context, in, out);
        } finally {
            SniKeyManager.ASKED.remove();
        }
    }
}
