package io.quorate.proxy.wire;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.quorate.proxy.http.HopByHop;
import io.quorate.proxy.http.Unpooling;
import io.vertx.core.MultiMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an endpoint just below Vert.x, for what that does not do in HTTP/1.1: trailers of requests, interim
 * responses other than 100 and 103, and protocols other than HTTP. It also copies content out of pooled memory
 * ({@link Unpooling}).
 */
final class Http1Channel extends ChannelDuplexHandler {
    private static final String NAME = "endpoint";
    private static final int MOST_SKIPPED = 8;

    private @Nullable Http1Call call;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private boolean kept;
    private boolean heard;
    private int skipped;
    private boolean skipping;
    private boolean broken;
    private boolean switching;

    private Http1Channel() {}

    /** Puts one in front of the handler of Vert.x whose context this is. */
    static void addBefore(ChannelHandlerContext vertxContext) {
        vertxContext.pipeline().addBefore(vertxContext.name(), NAME, new Http1Channel());
    }

    static Http1Channel of(ChannelHandlerContext vertxContext) {
        return (Http1Channel) vertxContext.pipeline().get(NAME);
    }

    /** Whose connection it is from now on. */
    void serve(Http1Call next, boolean maySwitch) {
        kept = call != null;
        heard = false;
        call = next;
        skipped = 0;
        switching = maySwitch;
        trailers = EmptyHttpHeaders.INSTANCE;
    }

    /** Whether the connection served a call before, and nothing has come for the one of now. */
    boolean mayBeStale() {
        return kept && !heard;
    }

    /** The end of the request that is about to be written carries these. */
    void trail(HttpHeaders fields) {
        trailers = fields;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent last && !trailers.isEmpty()) {
            LastHttpContent trailed = new DefaultLastHttpContent(last.content());
            trailed.trailingHeaders().add(trailers);
            trailers = EmptyHttpHeaders.INSTANCE;
            ChannelFuture unused = context.write(trailed, promise);
        } else {
            ChannelFuture unused = context.write(message, promise);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heard = true;
        if (message instanceof HttpResponse response && response.decoderResult().isSuccess()) {
            int status = response.status().code();
            HopByHop.separateClose(response.headers());
            if (status == 101 && switching) {
                switchOver(context, response);
                return;
            }
            skipping = status > 101 && status < 200 && status != 103;
            if (skipping && ++skipped > MOST_SKIPPED && call != null) {
                broken = true;
                call.invalid();
                ChannelFuture unused = context.close();
            }
        }
        if (broken) {
            boolean unused = ReferenceCountUtil.release(message);
        } else if (skipping) {
            skipping = !(message instanceof LastHttpContent);
            boolean unused = ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(Unpooling.unpooled(message));
        }
    }

    private void switchOver(ChannelHandlerContext context, HttpResponse response) {
        Http1Call switched = call;
        boolean framed = response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                || response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
        if (switched == null || framed) {
            if (switched != null) {
                switched.invalid();
            }
            ChannelFuture unused = context.close();
            return;
        }
        MultiMap fields = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<String, String> field : response.headers()) {
            fields.add(field.getKey(), field.getValue());
        }
        ChannelHandlerContext last = context.pipeline().lastContext();
        switched.switches(fields, new Switched(last, context.pipeline().context("codec")));
    }
}
