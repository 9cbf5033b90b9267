package io.quorate.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the frames of a client connection before they are decoded: whether one, or a header block, is begun and not complete;
 * header blocks on streams that cannot take one, for which Netty resets the stream where the connection is to end
 * (RFC 9113 section 5.1); and frames that only make work ({@link Http2Chatter}).
 */
public final class Http2Frames extends ChannelDuplexHandler {
    private static final String NAME = "frames";
    private static final int MOST_REMEMBERED = 256;
    private static final int TYPE_AT = 3;

    private final byte[] header = new byte[Http2CodecUtil.FRAME_HEADER_LENGTH];
    private final Http2Chatter chatter = new Http2Chatter(System::nanoTime);
    private final Set<Integer> resetByUs = bounded();
    private final Set<Integer> skipped = bounded();
    private int prefaceLeft = Http2CodecUtil.connectionPrefaceBuf().readableBytes();
    private int headerRead;
    private int payloadLeft;
    private int lastStream;
    private boolean inBlock;
    private boolean ended;
    private @Nullable Http2ConnectionHandler handler;

    /** For a connection of which nothing but the preface has been seen. */
    public Http2Frames() {}

    /** Puts one right behind the handler of that context. */
    public static void addAfter(ChannelHandlerContext context) {
        context.pipeline().addAfter(context.name(), NAME, new Http2Frames());
    }

    /** The one of the connection of Vert.x whose context this is, which now has its codec. */
    public static Http2Frames of(ChannelHandlerContext vertxContext) {
        Http2Frames frames = (Http2Frames) vertxContext.pipeline().get(NAME);
        frames.follow((Http2ConnectionHandler) vertxContext.handler());
        return frames;
    }

    /** Whether a frame or a header block has begun and is not complete. */
    public boolean isInside() {
        return inBlock || headerRead > 0 || payloadLeft > 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes) || ended) {
            boolean unused = ReferenceCountUtil.release(message);
            return;
        }
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex() && !ended) {
            at = step(context, bytes, at);
        }
        if (ended) {
            boolean unused = bytes.release();
        } else {
            context.fireChannelRead(bytes);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        // What is written in pieces begins with the header of its frame; a piece that looks like one, as bodies may, is
        // part of one.
        if (message instanceof ByteBuf bytes && bytes.readableBytes() >= header.length) {
            chatter.sent(bytes.getByte(bytes.readerIndex() + TYPE_AT));
        }
        ChannelFuture unused = context.write(message, promise);
    }

    /** Takes what is next of the bytes from there on; returns where it ends. */
    private int step(ChannelHandlerContext context, ByteBuf bytes, int at) {
        int there = bytes.writerIndex() - at;
        if (prefaceLeft > 0) {
            int taken = Math.min(prefaceLeft, there);
            prefaceLeft -= taken;
            return at + taken;
        }
        if (payloadLeft > 0) {
            int taken = Math.min(payloadLeft, there);
            payloadLeft -= taken;
            return at + taken;
        }
        header[headerRead++] = bytes.getByte(at);
        if (headerRead == header.length) {
            headerRead = 0;
            begins(context, bytes, at + 1);
        }
        return at + 1;
    }

    private void begins(ChannelHandlerContext context, ByteBuf bytes, int payloadAt) {
        payloadLeft = (header[0] & 0xFF) << 16 | (header[1] & 0xFF) << 8 | (header[2] & 0xFF);
        byte type = header[TYPE_AT];
        boolean endsBlock = new Http2Flags(header[4]).endOfHeaders();
        if (type == Http2FrameTypes.HEADERS) {
            inBlock = !endsBlock;
            int stream =
                    (header[5] & 0x7F) << 24 | (header[6] & 0xFF) << 16 | (header[7] & 0xFF) << 8 | (header[8] & 0xFF);
            opens(context, bytes, payloadAt, stream);
        } else if (type == Http2FrameTypes.CONTINUATION) {
            inBlock &= !endsBlock;
        }
        if (chatter.isTooMuch(type)) {
            end(context, Http2Error.ENHANCE_YOUR_CALM);
        }
    }

    private void opens(ChannelHandlerContext context, ByteBuf bytes, int payloadAt, int stream) {
        if (stream > lastStream) {
            for (int id = lastStream == 0 ? 1 : lastStream + 2;
                    id < stream && skipped.size() < MOST_REMEMBERED;
                    id += 2) {
                skipped.add(id);
            }
            lastStream = stream;
            return;
        }
        // What came before on that stream has to be decoded first.
        int before = payloadAt - header.length - bytes.readerIndex();
        if (before > 0) {
            context.fireChannelRead(bytes.readRetainedSlice(before));
        }
        fault(stream).ifPresent(error -> end(context, error));
    }

    /** Why a header block cannot come on a stream that is not new. */
    private Optional<Http2Error> fault(int stream) {
        if (handler == null || resetByUs.contains(stream)) {
            return Optional.empty();
        }
        Http2Stream open = handler.connection().stream(stream);
        if (open == null) {
            return Optional.of(skipped.contains(stream) ? Http2Error.PROTOCOL_ERROR : Http2Error.STREAM_CLOSED);
        }
        return open.state() == Http2Stream.State.HALF_CLOSED_REMOTE
                ? Optional.of(Http2Error.STREAM_CLOSED)
                : Optional.empty();
    }

    private void end(ChannelHandlerContext context, Http2Error error) {
        ended = true;
        if (handler != null) {
            int last = handler.connection().remote().lastStreamCreated();
            ChannelHandlerContext codec = context.pipeline().context(handler);
            ChannelFuture unused = handler.goAway(codec, last, error.code(), Unpooled.EMPTY_BUFFER, codec.newPromise())
                    .addListener(ChannelFutureListener.CLOSE);
            codec.flush();
        }
    }

    private void follow(Http2ConnectionHandler codec) {
        handler = codec;
        codec.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                if (stream.isResetSent()) {
                    resetByUs.add(stream.id());
                }
            }
        });
    }

    private static Set<Integer> bounded() {
        return Collections.newSetFromMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
                return size() > MOST_REMEMBERED;
            }
        });
    }
}
