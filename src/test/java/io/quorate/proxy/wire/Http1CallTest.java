package io.quorate.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.quorate.proxy.listen.Arrivals;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a call makes of an exception where its connection is read, which no kernel can be made to say on demand. */
class Http1CallTest {
    private final Vertx vertx = Arrivals.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private HttpClient client;
    private int port;

    @BeforeEach
    void start() throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            if ("/answered".equals(request.path())) {
                var unused = request.response().end("ok");
            }
        });
        port = server.listen(0, "127.0.0.1").await(5, TimeUnit.SECONDS).actualPort();
        client = vertx.httpClientBuilder()
                .with(new PoolOptions().setHttp1MaxSize(1))
                .withConnectHandler(
                        connection -> Http1Channel.addBefore(((ConnectionBase) connection).channelHandlerContext()))
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** As epoll says of a connection that was reset while it was written to. */
    @Test
    void takesAConnectionThatIsCalledUnconnectedForOneThatEnded() throws Exception {
        assertThat(onAKeptConnection(new NotYetConnectedException())).isEqualTo(Call.Broken.STALE);
        assertThat(onANewConnection(new NotYetConnectedException())).isEqualTo(Call.Broken.RESET);
    }

    @Test
    void takesAResetForTheEndOfTheConnection() throws Exception {
        assertThat(onAKeptConnection(new IOException("Connection reset by peer")))
                .isEqualTo(Call.Broken.STALE);
        assertThat(onANewConnection(new IOException("Connection reset by peer")))
                .isEqualTo(Call.Broken.RESET);
    }

    @Test
    void takesWhatCannotBeDecodedForAnInvalidAnswer() throws Exception {
        assertThat(onAKeptConnection(new DecoderException("bad"))).isEqualTo(Call.Broken.INVALID);
        assertThat(onANewConnection(new DecoderException("bad"))).isEqualTo(Call.Broken.INVALID);
    }

    private Call.Broken onANewConnection(Throwable thrown) throws Exception {
        return begun("/silent").meets(thrown);
    }

    private Call.Broken onAKeptConnection(Throwable thrown) throws Exception {
        Begun before = begun("/answered");
        before.ended.get(5, TimeUnit.SECONDS);
        Begun call = begun("/silent");
        assertThat(call.vertxContext).isSameAs(before.vertxContext);
        return call.meets(thrown);
    }

    private Begun begun(String target) throws Exception {
        return client.request(HttpMethod.GET, port, "127.0.0.1", target)
                .map(request -> {
                    Begun begun = new Begun(((ConnectionBase) request.connection()).channelHandlerContext());
                    Call call = new Http1Call(request);
                    call.begin(new RequestLine(HttpMethod.GET, target, "a"), Body.NONE, begun);
                    call.end(EmptyHttpHeaders.INSTANCE);
                    return begun;
                })
                .await(5, TimeUnit.SECONDS);
    }

    /** A call under way. */
    private static final class Begun implements Call.Events {
        private final ChannelHandlerContext vertxContext;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final CompletableFuture<Call.Broken> broken = new CompletableFuture<>();

        Begun(ChannelHandlerContext vertxContext) {
            this.vertxContext = vertxContext;
        }

        /** What it says when that is thrown where its connection is read. */
        Call.Broken meets(Throwable thrown) throws Exception {
            vertxContext.channel().eventLoop().execute(() -> {
                ChannelPipeline unused = vertxContext.pipeline().fireExceptionCaught(thrown);
            });
            return broken.get(5, TimeUnit.SECONDS);
        }

        @Override
        public void ended(MultiMap trailers) {
            ended.complete(null);
        }

        @Override
        public void broken(Call.Broken how) {
            broken.complete(how);
        }

        @Override
        public void continues() {}

        @Override
        public void hints(MultiMap fields) {}

        @Override
        public void responds(int status, MultiMap fields) {}

        @Override
        public void switches(MultiMap fields, Switched connection) {}

        @Override
        public void data(Buffer data) {}

        @Override
        public void drained() {}
    }
}
