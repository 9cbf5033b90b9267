package io.quorate.proxy.http2;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Settings;

/** HTTP/2 of Netty on a connection to an endpoint, with what it tells beside frames. */
final class Http2Codec extends Http2ConnectionHandler {
    private static final int MOST_RESPONSE_HEADER = 64 << 10;

    private final Owner owner;

    /** Who uses a codec. */
    interface Owner extends Http2FrameListener {
        /** Everything else can be used from now on. */
        void added(Http2Codec codec, ChannelHandlerContext context);

        /** The stream cannot go on, though the connection can. */
        void streamFailed(int stream);

        /** Something came or left that may let streams take more. */
        void moved();

        void closed();
    }

    private Http2Codec(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings, Owner owner) {
        super(decoder, encoder, settings);
        this.owner = owner;
    }

    static Http2Codec of(Owner owner) {
        return new Builder(owner).build();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
        owner.added(this, context);
        super.handlerAdded(context);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        super.channelReadComplete(context);
        owner.moved();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        super.channelWritabilityChanged(context);
        owner.moved();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        owner.closed();
    }

    /** What is not about HTTP/2 is about the connection, as a reset, and its end is told by itself. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            super.exceptionCaught(context, cause);
        } else {
            ChannelFuture unused = context.close();
        }
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext context, boolean outbound, Throwable cause, Http2Exception.StreamException error) {
        owner.streamFailed(error.streamId());
        super.onStreamError(context, outbound, cause, error);
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Http2Codec, Builder> {
        private final Owner owner;

        Builder(Owner owner) {
            this.owner = owner;
            server(false);
            frameListener(owner);
            gracefulShutdownTimeoutMillis(0);
            initialSettings(new Http2Settings()
                    .pushEnabled(false)
                    .initialWindowSize(Http2Guard.STREAM_WINDOW)
                    .maxHeaderListSize(MOST_RESPONSE_HEADER));
        }

        @Override
        protected Http2Codec build() {
            return super.build();
        }

        @Override
        protected Http2Codec build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new Http2Codec(decoder, encoder, settings, owner);
        }
    }
}
