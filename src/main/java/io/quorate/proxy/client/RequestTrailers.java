package io.quorate.proxy.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.quorate.proxy.http.Unpooling;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps the trailers of requests in HTTP/1.1, which Vert.x drops. A pipelined request may be decoded in full before the one
 * before it is answered, so they are kept by the number of their request.
 */
final class RequestTrailers extends ChannelInboundHandlerAdapter {
    private final Deque<Numbered> kept = new ArrayDeque<>();
    private long decoded;
    private long taken;

    private record Numbered(long request, HttpHeaders fields) {}

    /** The next request is taken; what is kept of those before is not needed any more. */
    void nextRequest() {
        taken++;
        while (!kept.isEmpty() && kept.getFirst().request < taken) {
            kept.removeFirst();
        }
    }

    HttpHeaders ofThisRequest() {
        Numbered first = kept.peekFirst();
        return first != null && first.request == taken ? first.fields : EmptyHttpHeaders.INSTANCE;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            decoded++;
        }
        if (message instanceof LastHttpContent last && !last.trailingHeaders().isEmpty()) {
            kept.addLast(new Numbered(decoded, last.trailingHeaders()));
        }
        context.fireChannelRead(Unpooling.unpooled(message));
    }
}
