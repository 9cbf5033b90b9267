package io.quorate.proxy.http2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Optional;

/**
 * Stands between Netty and Vert.x on a client connection in HTTP/2: refuses malformed messages, and keeps what Vert.x does not
 * tell, such as trailers of requests and whether one has a body.
 */
public final class Http2Guard extends Http2FrameListenerDecorator {
    /** Bytes of one body that may be on their way unread; the memory that a stream can take. */
    public static final int STREAM_WINDOW = 256 << 10;

    /** The same for all bodies on a connection. */
    public static final int CONNECTION_WINDOW = 1 << 20;

    private final Http2ConnectionHandler handler;
    private final Http2Outflow outflow;
    private final Http2Connection.PropertyKey opened;
    private final Http2Connection.PropertyKey trailers;
    private HttpHeaders opening = EmptyHttpHeaders.INSTANCE;
    private boolean openingEnds;

    private Http2Guard(Http2ConnectionHandler handler, Http2FrameListener vertx) {
        super(vertx);
        this.handler = handler;
        this.opened = handler.connection().newKey();
        this.trailers = handler.connection().newKey();
        this.outflow = Http2Outflow.insteadOf(handler.connection());
    }

    /** Puts one in front of the connection of Vert.x, which takes frames itself. */
    public static Http2Guard before(ChannelHandlerContext vertxContext, Http2FrameListener vertx) {
        Http2ConnectionHandler handler = (Http2ConnectionHandler) vertxContext.handler();
        Http2Guard guard = new Http2Guard(handler, vertx);
        handler.decoder().frameListener(guard);
        return guard;
    }

    /** Whether a stream takes no more of an answer for now; if so, it is told once when it does again. */
    public boolean isFull(int streamId, Runnable onDrained) {
        Http2Stream stream = handler.connection().stream(streamId);
        return stream != null && outflow.isFull(stream, onDrained);
    }

    /** Something came or left that may let streams take more. */
    public void look() {
        outflow.look();
    }

    /** The fields of the request that Vert.x is being told of. */
    public HttpHeaders fieldsOfOpening() {
        return opening;
    }

    /** Whether nothing follows the head of the request that Vert.x is being told of. */
    public boolean endsWithHead() {
        return openingEnds;
    }

    /** The trailers of a request that has ended. */
    public HttpHeaders trailersOf(int streamId) {
        Http2Stream stream = handler.connection().stream(streamId);
        HttpHeaders received = stream == null ? null : stream.getProperty(trailers);
        return received == null ? EmptyHttpHeaders.INSTANCE : received;
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        check(streamId, headers, endOfStream);
        super.onHeadersRead(context, streamId, headers, streamDependency, weight, exclusive, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int streamId, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        check(streamId, headers, endOfStream);
        super.onHeadersRead(context, streamId, headers, padding, endOfStream);
    }

    private void check(int streamId, Http2Headers headers, boolean endOfStream) throws Http2Exception {
        Http2Stream stream = handler.connection().stream(streamId);
        // Not what Netty says of headers received: it counts those that end the stream twice.
        boolean first = stream != null && stream.setProperty(opened, true) == null;
        Optional<String> fault = first ? Http2Fields.faultOfRequest(headers) : Http2Fields.faultOfTrailers(headers);
        if (fault.isPresent()) {
            throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, fault.get());
        }
        if (first) {
            opening = Http2Fields.toHttp1(headers);
            openingEnds = endOfStream;
        } else if (stream != null) {
            stream.setProperty(trailers, Http2Fields.toHttp1(headers));
        }
    }
}
