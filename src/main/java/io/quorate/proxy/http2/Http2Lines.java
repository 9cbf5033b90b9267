package io.quorate.proxy.http2;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.quorate.core.model.transport.Transport;
import io.quorate.proxy.timing.Timeouts;
import io.quorate.proxy.tls.ClientTls;
import io.quorate.proxy.wire.Door;
import io.quorate.proxy.wire.Lines;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetSocketImpl;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** HTTP/2: to each endpoint as few connections as carry the calls. */
public final class Http2Lines implements Lines {
    private static final int MOST_HEARD = 100;

    private final NetClient client;
    private final Transport transport;
    private final Optional<ClientSSLOptions> tls;
    private final Timeouts timeouts;
    private final Map<SocketAddress, Hub> hubs = new HashMap<>();
    private boolean closing;

    /** @param offered by ALPN, with TLS; on clear text HTTP/2 is spoken by prior knowledge */
    public Http2Lines(Vertx vertx, Transport transport, List<String> offered, Timeouts timeouts) {
        this.client = vertx.createNetClient();
        this.transport = transport;
        this.tls = ClientTls.options(transport.tls(), offered);
        this.timeouts = timeouts;
    }

    @Override
    public void open(Door door, long timeoutMillis, Opening opening) {
        hubs.computeIfAbsent(door.server(), server -> new Hub(door)).open(timeoutMillis, opening);
    }

    @Override
    public boolean areUpTo(Door door) {
        Hub hub = hubs.get(door.server());
        return hub != null && !hub.lines.isEmpty();
    }

    /** Extended CONNECT (RFC 8441) is not spoken. */
    @Override
    public Optional<Lines> switchable() {
        return Optional.empty();
    }

    @Override
    public void close() {
        closing = true;
        List.copyOf(hubs.values()).forEach(Hub::leave);
        closeClientWhenEmpty();
    }

    private void closeClientWhenEmpty() {
        if (closing && hubs.isEmpty()) {
            var unused = client.close();
        }
    }

    private static ChannelHandlerContext bare(NetSocket socket) {
        ChannelHandlerContext last = ((NetSocketImpl) socket).channelHandlerContext();
        ChannelPipeline pipeline = last.pipeline();
        List<ChannelHandler> ofVertx = new ArrayList<>();
        pipeline.forEach(entry -> {
            if (!(entry.getValue() instanceof SslHandler)) {
                ofVertx.add(entry.getValue());
            }
        });
        ofVertx.forEach(pipeline::remove);
        return last;
    }

    /** A connection that is being made. Vert.x bounds TCP by the time there is for it, and TLS by ten seconds. */
    private final class Connecting extends Timeouts.Timeout {
        private final Hub hub;
        private boolean late;

        Connecting(Hub hub) {
            this.hub = hub;
        }

        void settled(AsyncResult<NetSocket> result) {
            timeouts.cancel(this);
            if (late) {
                if (result.succeeded()) {
                    var unused = result.result().close();
                }
            } else if (result.succeeded()) {
                hub.connected(result.result());
            } else {
                hub.failed(result.cause());
            }
        }

        @Override
        protected void expire() {
            late = true;
            hub.failed(new ConnectTimeoutException("no connection in time"));
        }
    }

    /** All lines to one endpoint, and who waits for a call on one of them. */
    private final class Hub implements Http2Line.Owner {
        private final Door door;
        private final List<Http2Line> lines = new ArrayList<>();
        private final Deque<Opening> waiting = new ArrayDeque<>();
        private int connecting;
        private int pruneAt = MOST_HEARD;
        private long lastTimeoutMillis;

        Hub(Door door) {
            this.door = door;
        }

        void open(long timeoutMillis, Opening opening) {
            prune();
            waiting.add(opening);
            lastTimeoutMillis = timeoutMillis;
            serve();
            connectIfFew();
        }

        private void connectIfFew() {
            boolean few = connecting * MOST_HEARD < waiting.size();
            if (few && lines.size() + connecting < transport.connections().perEndpoint()) {
                connect(lastTimeoutMillis);
            }
        }

        /** Who gave up waiting is not kept, however long the endpoint hangs. */
        private void prune() {
            if (waiting.size() >= pruneAt) {
                waiting.removeIf(opening -> !opening.isWanted());
                pruneAt = Math.max(MOST_HEARD, 2 * waiting.size());
            }
        }

        void leave() {
            List.copyOf(lines).forEach(Http2Line::leave);
            dropWhenEmpty();
        }

        @Override
        public void settled(Http2Line line) {
            connecting--;
            lines.add(line);
            serve();
        }

        @Override
        public void freed() {
            serve();
        }

        @Override
        public void left(Http2Line line) {
            if (!lines.remove(line) && !line.isSettled()) {
                failed(
                        line.wasSilent()
                                ? new ConnectTimeoutException("no settings came")
                                : new IOException("the endpoint ended the connection before it spoke HTTP/2"));
            } else {
                connectIfFew();
            }
            dropWhenEmpty();
        }

        private void serve() {
            for (Http2Line line : List.copyOf(lines)) {
                while (!waiting.isEmpty() && line.takesCalls()) {
                    Opening next = waiting.remove();
                    if (next.isWanted()) {
                        next.opened(line.call());
                    }
                }
            }
        }

        private void connect(long timeoutMillis) {
            connecting++;
            ConnectOptions options =
                    new ConnectOptions().setRemoteAddress(door.server()).setTimeout((int) timeoutMillis);
            tls.ifPresent(used -> options.setHost(door.name())
                    .setPort(door.server().port())
                    .setSsl(true)
                    .setSslOptions(used));
            if (tls.isPresent() && !door.sni().isEmpty()) {
                options.setSniServerName(door.sni());
            }
            Connecting pending = new Connecting(this);
            timeouts.arm(pending, timeoutMillis);
            client.connect(options).onComplete(pending::settled);
        }

        private void connected(NetSocket socket) {
            String protocol = tls.isEmpty() ? "h2" : socket.applicationLayerProtocol();
            if (!"h2".equals(protocol)) {
                var unused = socket.close();
                failed(new NotHttp2Exception(
                        "by ALPN " + (protocol == null || protocol.isEmpty() ? "nothing" : protocol)));
                return;
            }
            ChannelHandlerContext context = bare(socket);
            Http2Line line =
                    new Http2Line(this, timeouts, transport.connections().idle().toMillis());
            line.begin(context.channel(), lastTimeoutMillis);
        }

        private void failed(Throwable cause) {
            connecting--;
            List<Opening> hopeless = List.copyOf(waiting);
            if (lines.isEmpty() && connecting == 0) {
                waiting.clear();
                hopeless.forEach(opening -> opening.failed(cause));
            }
            dropWhenEmpty();
        }

        private void dropWhenEmpty() {
            if (lines.isEmpty() && connecting == 0 && waiting.isEmpty()) {
                hubs.remove(door.server(), this);
                closeClientWhenEmpty();
            }
        }
    }
}
