package io.quorate.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslHandler;
import io.quorate.proxy.http.Unpooling;
import io.quorate.proxy.wire.Call;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/** The frames of one connection to an endpoint: those of the calls, out, and those for the calls, in. */
final class Http2Wire extends Http2FrameAdapter implements Http2Codec.Owner {
    /** For all responses on the connection: so many that a client who reads slowly never stops the others. */
    private static final int WINDOW = Http2Line.MOST_CALLS * Http2Guard.STREAM_WINDOW;

    private static final int LAST_STREAM = Integer.MAX_VALUE >> 1;

    private final Line line;
    private @Nullable Http2Codec codec;
    private @Nullable ChannelHandlerContext context;
    private Http2Connection.@Nullable PropertyKey key;
    private @Nullable Http2Outflow outflow;
    private boolean greeted;
    private boolean flushing;

    /** What is to be known of the connection as a whole. */
    interface Line {
        /** The endpoint has said how many streams it takes at once, the first time or anew. */
        void takes(long streams);

        /** It takes no more calls. */
        void takesNoMore();

        void answersPing();

        /** A stream is over, so that another can be opened. */
        void freed();

        void closed();
    }

    Http2Wire(Line line) {
        this.line = line;
    }

    /** Speaks HTTP/2 on a connection that has no handler left but that of TLS. */
    void on(Channel channel) {
        Http2Bounds.set(channel);
        channel.pipeline().addLast("http2", Http2Codec.of(this));
        channel.flush();
    }

    int openStreams() {
        return codec().connection().local().numActiveStreams();
    }

    String scheme() {
        return context().pipeline().get(SslHandler.class) == null ? "http" : "https";
    }

    /**
     * Opens a stream with its head.
     *
     * @throws Http2Exception if the connection has none left; nothing was sent
     */
    Http2Stream open(Http2Call call, Http2Headers headers, boolean ends) throws Http2Exception {
        int id = codec().connection().local().incrementAndGetNextStreamId();
        if (id < 0 || id > LAST_STREAM) {
            line.takesNoMore();
            throw Http2Exception.connectionError(Http2Error.NO_ERROR, "no stream left");
        }
        // Made by hand first, so that a failure is known now and what comes of it finds the call.
        Http2Stream stream = codec().connection().local().createStream(id, false);
        stream.setProperty(key(), call);
        ChannelFuture unused = codec().encoder().writeHeaders(context(), id, headers, 0, ends, promise());
        flushSoon();
        return stream;
    }

    void trail(Http2Stream stream, Http2Headers trailers) {
        ChannelFuture unused = codec().encoder().writeHeaders(context(), stream.id(), trailers, 0, true, promise());
        flushSoon();
    }

    void write(Http2Stream stream, ByteBuf data, boolean ends) {
        ChannelFuture unused = codec().encoder().writeData(context(), stream.id(), data, 0, ends, promise());
        flushSoon();
    }

    boolean isFull(Http2Stream stream, Runnable onDrained) {
        return there(outflow).isFull(stream, onDrained);
    }

    void reset(Http2Stream stream, Http2Error error) {
        ChannelFuture unused = codec().resetStream(context(), stream.id(), error.code(), promise());
        flushSoon();
    }

    /** Lets the endpoint send so many bytes more. */
    void consumed(Http2Stream stream, int bytes) {
        try {
            boolean open = codec().connection().stream(stream.id()) != null;
            if (open && codec().decoder().flowController().consumeBytes(stream, bytes)) {
                flushSoon();
            }
        } catch (Http2Exception e) {
            close();
        }
    }

    void ping() {
        ChannelFuture unused = codec().encoder().writePing(context(), false, 1, promise());
        flushSoon();
    }

    void close() {
        if (context != null) {
            ChannelFuture unused = context.close();
        }
    }

    @Override
    public void added(Http2Codec added, ChannelHandlerContext at) {
        codec = added;
        context = at;
        key = added.connection().newKey();
        added.connection().addListener(new Ends());
        outflow = Http2Outflow.of(added.connection());
    }

    @Override
    public void moved() {
        there(outflow).look();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext at, Http2Settings settings) throws Http2Exception {
        Long most = settings.maxConcurrentStreams();
        if (!greeted) {
            greeted = true;
            Http2Stream all = codec().connection().connectionStream();
            int grown = WINDOW - codec().decoder().flowController().windowSize(all);
            codec().decoder().flowController().incrementWindowSize(all, grown);
            flushSoon();
            line.takes(most == null ? Long.MAX_VALUE : most);
        } else if (most != null) {
            line.takes(most);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext at,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean ends) {
        onHeadersRead(at, id, headers, padding, ends);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext at, int id, Http2Headers headers, int padding, boolean ends) {
        Http2Call call = callOf(id);
        if (call != null) {
            call.headers(headers, ends);
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext at, int id, ByteBuf data, int padding, boolean ends) {
        Http2Call call = callOf(id);
        if (call == null) {
            return data.readableBytes() + padding;
        }
        call.data(BufferInternal.buffer(Unpooling.copy(data)), ends);
        return padding;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext at, int id, long code) {
        Http2Call call = callOf(id);
        if (call != null) {
            call.broken(code == Http2Error.REFUSED_STREAM.code() ? Call.Broken.REFUSED : Call.Broken.RESET);
        }
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext at, long data) {
        line.answersPing();
    }

    @Override
    public void streamFailed(int id) {
        Http2Call call = callOf(id);
        if (call != null) {
            call.broken(Call.Broken.INVALID);
        }
    }

    @Override
    public void closed() {
        line.closed();
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            context().executor().execute(() -> {
                flushing = false;
                Channel unused = context().channel().flush();
                moved();
            });
        }
    }

    private ChannelPromise promise() {
        return context().newPromise();
    }

    private @Nullable Http2Call callOf(int id) {
        Http2Stream stream = codec().connection().stream(id);
        return stream == null ? null : callOf(stream);
    }

    private @Nullable Http2Call callOf(Http2Stream stream) {
        return stream.getProperty(key());
    }

    private Http2Codec codec() {
        return there(codec);
    }

    private ChannelHandlerContext context() {
        return there(context);
    }

    private Http2Connection.PropertyKey key() {
        return there(key);
    }

    private static <T> T there(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("connection: not there yet");
        }
        return value;
    }

    /** How streams, and all of them, come to an end. */
    private final class Ends extends Http2ConnectionAdapter {
        /** Before the streams end that the endpoint has not seen: their calls may be made anew at once. */
        @Override
        public void onGoAwayReceived(int lastStream, long code, ByteBuf detail) {
            line.takesNoMore();
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            Http2Call call = callOf(stream);
            if (call != null) {
                if (!context().channel().isActive()) {
                    // All streams are told, one by one, before the connection is: none is to be made anew on it.
                    line.takesNoMore();
                }
                Http2Connection connection = codec().connection();
                boolean unseen = connection.goAwayReceived()
                        && stream.id() > connection.local().lastStreamKnownByPeer();
                call.broken(unseen ? Call.Broken.REFUSED : Call.Broken.RESET);
            }
            line.freed();
        }
    }
}
