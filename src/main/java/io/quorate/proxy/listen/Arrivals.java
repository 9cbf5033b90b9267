package io.quorate.proxy.listen;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets listeners see each connection as it is accepted, before anything is read from it. Vert.x shows a connection only when
 * TLS and the preface of HTTP/2 are over, which a client can put off for as long as it likes. Its transport is the one place
 * where it hands out the socket's settings before it binds; this one is the transport that it would use, with that added, and
 * without {@link StaleEvents}.
 */
public final class Arrivals implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

    private static final ThreadLocal<@Nullable ListenerGate> OPENING = new ThreadLocal<>();

    private final Transport transport;

    private Arrivals(Transport transport) {
        this.transport = transport;
    }

    /** A Vert.x whose servers may be opened as listeners, on the best transport that there is. */
    public static Vertx vertx(VertxOptions options) {
        io.vertx.core.transport.Transport best = io.vertx.core.transport.Transport.nativeTransport();
        io.vertx.core.transport.Transport used =
                best != null && best.available() ? best : io.vertx.core.transport.Transport.NIO;
        if (used == io.vertx.core.transport.Transport.NIO) {
            LOG.warn("event=transport name=nio reason=\"{}\"", reason(best));
        }
        return Vertx.builder()
                .with(options)
                .withTransport(new Named(used.name(), new Arrivals(used.implementation())))
                .build();
    }

    /** As when its library may not be executed where it was unpacked. */
    private static String reason(io.vertx.core.transport.@Nullable Transport best) {
        io.vertx.core.transport.Transport wanted = best == null ? io.vertx.core.transport.Transport.EPOLL : best;
        Throwable cause = wanted == null ? null : wanted.unavailabilityCause();
        return cause == null ? "there is no native one" : String.valueOf(cause.getMessage());
    }

    /** Does what binds a server; what it accepts comes through the gate. */
    static <T> T opening(ListenerGate gate, Supplier<T> binding) {
        OPENING.set(gate);
        try {
            return binding.get();
        } finally {
            OPENING.remove();
        }
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        transport.configure(options, domainSocket, bootstrap);
        ListenerGate gate = OPENING.get();
        if (gate != null) {
            ChannelHandler vertx = bootstrap.config().childHandler();
            ServerBootstrap unused = bootstrap.childHandler(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                    Arrival.of(channel, gate, vertx);
                }
            });
        }
    }

    @Override
    public boolean supportsDomainSockets() {
        return transport.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return transport.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return transport.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return transport.unavailabilityCause();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return StaleEvents.without(transport.ioHandlerFactory());
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return new MultiThreadIoEventLoopGroup(threads, factory, ioHandlerFactory());
    }

    @Override
    public DatagramChannel datagramChannel() {
        return transport.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // a part of the interface
    public DatagramChannel datagramChannel(io.netty.channel.socket.InternetProtocolFamily family) {
        return transport.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return transport.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return transport.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        transport.configure(channel, options);
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
        transport.configure(options, connectTimeout, domainSocket, bootstrap);
    }

    private record Named(String name, Transport implementation) implements io.vertx.core.transport.Transport {
        @Override
        public boolean available() {
            return true;
        }

        @Override
        public @Nullable Throwable unavailabilityCause() {
            return null;
        }
    }
}
