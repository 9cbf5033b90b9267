package io.quorate.proxy.wire;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call over a connection of the pool of Vert.x. */
final class Http1Call implements Call {
    private static final int FIRST_FINAL = 200;
    private static final int LAST = 599;

    private final HttpClientRequest request;
    private final ChannelHandlerContext vertxContext;
    private @Nullable HttpClientResponse response;
    private @Nullable Events events;
    private boolean asksToSwitch;
    private boolean begun;
    private boolean over;

    Http1Call(HttpClientRequest request) {
        this.request = request;
        this.vertxContext = ((ConnectionBase) request.connection()).channelHandlerContext();
        // Without one each reset is logged as an error.
        request.exceptionHandler(ignored -> {});
    }

    @Override
    public MultiMap fields() {
        return request.headers();
    }

    @Override
    public void begin(RequestLine line, Body body, Events to) {
        events = to;
        begun = true;
        Http1Channel.of(vertxContext).serve(this, asksToSwitch);
        request.setMethod(line.method());
        request.setURI(line.target());
        request.setChunked(body == Body.STREAMED);
        request.exceptionHandler(this::broken);
        request.continueHandler(nothing -> whileOn(Events::continues));
        request.earlyHintsHandler(fields -> whileOn(on -> on.hints(fields)));
        request.drainHandler(nothing -> whileOn(Events::drained));
        request.response().onComplete(this::responds);
    }

    @Override
    public void askToSwitch() {
        asksToSwitch = true;
    }

    @Override
    public void flushHead() {
        var unused = request.sendHead();
    }

    @Override
    public void write(Buffer data) {
        var unused = request.write(data);
    }

    @Override
    public boolean isFull() {
        return request.writeQueueFull();
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (!trailers.isEmpty() && request.isChunked()) {
            Http1Channel.of(vertxContext).trail(trailers);
        }
        var unused = request.end();
    }

    @Override
    public void pause() {
        if (response != null) {
            response.pause();
        }
    }

    @Override
    public void resume() {
        if (response != null) {
            response.resume();
        }
    }

    @Override
    public void release(boolean whole) {
        over = true;
        if (!begun) {
            request.reset();
        } else if (!whole) {
            // Not through Vert.x, which would first flush to an endpoint that may not be reading, and in 5.0.10 would
            // use a connection again whose request is half written.
            ChannelFuture unused = vertxContext.close();
        }
    }

    /** The endpoint agreed to leave HTTP. */
    void switches(MultiMap fields, Switched connection) {
        whileOn(on -> {
            // For Vert.x the request is still under way, and breaks when the connection ends.
            events = null;
            on.switches(fields, connection);
        });
    }

    /** Something is wrong that Vert.x does not see. */
    void invalid() {
        whileOn(on -> on.broken(Broken.INVALID));
    }

    private void responds(AsyncResult<HttpClientResponse> result) {
        if (result.failed()) {
            broken(result.cause());
            return;
        }
        HttpClientResponse begins = result.result();
        response = begins;
        begins.exceptionHandler(this::broken);
        if (!isRelayable(begins)) {
            invalid();
            return;
        }
        begins.handler(data -> whileOn(on -> on.data(data)));
        begins.endHandler(nothing -> whileOn(on -> on.ended(begins.trailers())));
        whileOn(on -> on.responds(begins.statusCode(), begins.headers()));
    }

    private void broken(Throwable cause) {
        boolean invalid = cause instanceof RuntimeException && !ConnectionEnd.isSaidBy(cause);
        Broken reset = Http1Channel.of(vertxContext).mayBeStale() ? Broken.STALE : Broken.RESET;
        whileOn(on -> on.broken(invalid ? Broken.INVALID : reset));
    }

    private void whileOn(Telling telling) {
        if (!over && events != null) {
            telling.tell(events);
        }
    }

    /**
     * Whether a response can be relayed: a final status, and framing that is plain. An interim status that Vert.x does
     * not know would come as if it were final, a switch of protocols nobody asked for too.
     */
    private static boolean isRelayable(HttpClientResponse response) {
        int status = response.statusCode();
        if (status < FIRST_FINAL || status > LAST) {
            return false;
        }
        List<String> codings = response.headers().getAll(io.vertx.core.http.HttpHeaders.TRANSFER_ENCODING);
        return codings.isEmpty() || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"));
    }

    private interface Telling {
        void tell(Events events);
    }
}
