package io.quorate.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.quorate.proxy.http.Unpooling;
import io.quorate.proxy.timing.Timeouts;
import io.quorate.proxy.wire.Call;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/** One connection to an endpoint in HTTP/2, and the calls on it. It belongs to its event loop. */
final class Http2Line extends Http2FrameAdapter implements Http2Codec.Owner {
    private static final int MOST_CALLS = 100;
    private static final int LAST_STREAM = Integer.MAX_VALUE >> 1;
    /** For all responses on the connection: so many that a client who reads slowly never stops the others. */
    private static final int WINDOW = MOST_CALLS * Http2Guard.STREAM_WINDOW;

    private static final long ANSWERS_PING_MILLIS = 2_000;

    private final Owner owner;
    private final Timeouts timeouts;
    private final long idleMillis;
    private final Wait wait = new Wait();
    private @Nullable Http2Codec codec;
    private @Nullable ChannelHandlerContext context;
    private Http2Connection.@Nullable PropertyKey key;
    private int mostCalls = MOST_CALLS;
    private int calls;
    /** Of these, how many have no stream yet. A stream may end later than its call. */
    private int unopened;

    private boolean settled;
    private boolean leaving;
    private boolean flushing;
    private boolean pinged;
    private boolean closed;

    /** Whose lines these are. */
    interface Owner {
        /** The endpoint has said what it takes. */
        void settled(Http2Line line);

        /** A call more can be made. */
        void freed(Http2Line line);

        /** No further call can be made on it. */
        void left(Http2Line line);
    }

    Http2Line(Owner owner, Timeouts timeouts, long idleMillis) {
        this.owner = owner;
        this.timeouts = timeouts;
        this.idleMillis = idleMillis;
    }

    boolean isSettled() {
        return settled;
    }

    boolean takesCalls() {
        return settled
                && !leaving
                && !closed
                && unopened + codec().connection().local().numActiveStreams() < mostCalls;
    }

    Http2Call call() {
        calls++;
        unopened++;
        timeouts.cancel(wait);
        return new Http2Call(this);
    }

    /** Makes no more calls, and closes when there are none. */
    void leave() {
        if (!leaving) {
            leaving = true;
            owner.left(this);
        }
        if (calls == 0) {
            close();
        }
    }

    /**
     * One call fewer.
     *
     * @param opened whether it had a stream
     * @param doubtful whether it got no answer, so that it is doubtful whether anybody is still there
     */
    void released(boolean opened, boolean doubtful) {
        calls--;
        unopened -= opened ? 0 : 1;
        if (closed) {
            return;
        }
        if (doubtful && !pinged) {
            ping();
        } else if (calls == 0) {
            if (leaving) {
                close();
                return;
            }
            if (!pinged) {
                timeouts.arm(wait, idleMillis);
            }
        }
        if (!opened) {
            owner.freed(this);
        }
    }

    Http2Stream open(Http2Call call, Http2Headers headers, boolean ends) throws Http2Exception {
        Http2Codec open = codec();
        int id = open.connection().local().incrementAndGetNextStreamId();
        if (id < 0 || id > LAST_STREAM) {
            leave();
            throw Http2Exception.connectionError(Http2Error.NO_ERROR, "no stream left");
        }
        // Made by hand first, so that a failure is known now and what comes of it finds the call.
        Http2Stream stream = open.connection().local().createStream(id, false);
        unopened--;
        stream.setProperty(key(), call);
        ChannelFuture unused = open.encoder()
                .writeHeaders(context(), id, headers, 0, ends, context().newPromise());
        flushSoon();
        return stream;
    }

    void trail(Http2Stream stream, Http2Headers trailers) {
        ChannelFuture unused = codec().encoder()
                .writeHeaders(
                        context(), stream.id(), trailers, 0, true, context().newPromise());
        flushSoon();
    }

    void write(Http2Stream stream, ByteBuf data, boolean ends) {
        ChannelFuture unused = codec().encoder()
                .writeData(context(), stream.id(), data, 0, ends, context().newPromise());
        flushSoon();
    }

    boolean isFull(Http2Stream stream) {
        return !codec().encoder().flowController().isWritable(stream);
    }

    void reset(Http2Stream stream, Http2Error error) {
        ChannelFuture unused = codec().resetStream(
                        context(), stream.id(), error.code(), context().newPromise());
        flushSoon();
    }

    /** Lets the endpoint send so many bytes more. */
    void consumed(Http2Stream stream, int bytes) {
        try {
            if (codec().connection().stream(stream.id()) != null
                    && codec().decoder().flowController().consumeBytes(stream, bytes)) {
                flushSoon();
            }
        } catch (Http2Exception e) {
            close();
        }
    }

    void close() {
        if (!closed && context != null) {
            ChannelFuture unused = context.close();
        }
    }

    @Override
    public void added(Http2Codec added, ChannelHandlerContext at) {
        codec = added;
        context = at;
        key = added.connection().newKey();
        added.connection().addListener(new Http2ConnectionAdapter() {
            /** Before the streams end that the endpoint has not seen: their calls may be made anew at once. */
            @Override
            public void onGoAwayReceived(int lastStream, long code, ByteBuf detail) {
                leave();
            }

            @Override
            public void onStreamClosed(Http2Stream stream) {
                Http2Call call = callOf(stream);
                if (call != null) {
                    boolean unseen = added.connection().goAwayReceived()
                            && stream.id() > added.connection().local().lastStreamKnownByPeer();
                    call.broken(unseen ? Call.Broken.REFUSED : Call.Broken.RESET);
                }
                owner.freed(Http2Line.this);
            }
        });
        added.encoder().flowController().listener(stream -> {
            Http2Call call = callOf(stream);
            if (call != null && added.encoder().flowController().isWritable(stream)) {
                call.drained();
            }
        });
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext at, Http2Settings settings) throws Http2Exception {
        Long most = settings.maxConcurrentStreams();
        if (most != null) {
            mostCalls = (int) Math.min(MOST_CALLS, most);
        }
        if (!settled) {
            settled = true;
            Http2Stream all = codec().connection().connectionStream();
            int grown = WINDOW - codec().decoder().flowController().windowSize(all);
            codec().decoder().flowController().incrementWindowSize(all, grown);
            timeouts.arm(wait, idleMillis);
            flushSoon();
            owner.settled(this);
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
        Buffer copied = BufferInternal.buffer(Unpooling.copy(data));
        call.data(copied, ends);
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
        pinged = false;
        timeouts.cancel(wait);
        if (calls == 0) {
            timeouts.arm(wait, idleMillis);
        }
    }

    @Override
    public void streamFailed(int id, Throwable cause) {
        Http2Call call = callOf(id);
        if (call != null) {
            call.broken(Call.Broken.INVALID);
        }
    }

    @Override
    public void closed() {
        closed = true;
        timeouts.cancel(wait);
        if (!leaving) {
            leaving = true;
            owner.left(this);
        }
    }

    private void ping() {
        pinged = true;
        timeouts.arm(wait, ANSWERS_PING_MILLIS);
        ChannelFuture unused =
                codec().encoder().writePing(context(), false, 1, context().newPromise());
        flushSoon();
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            context().executor().execute(() -> {
                flushing = false;
                ChannelHandlerContext at = context();
                at.channel().flush();
            });
        }
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

    /** For the end of being idle, or for the answer to a ping. */
    private final class Wait extends Timeouts.Timeout {
        @Override
        protected void expire() {
            leave();
            close();
        }
    }
}
