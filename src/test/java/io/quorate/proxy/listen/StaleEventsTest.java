package io.quorate.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two connections have something to read at once; who reads the first closes the second and opens a third in its place. */
@Timeout(60)
class StaleEventsTest {
    private static final int ROUNDS = 50;

    private MultiThreadIoEventLoopGroup loop;
    private ServerSocket server;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Epoll.isAvailable(), "epoll: not on this machine");
        loop = new MultiThreadIoEventLoopGroup(1, StaleEvents.without(EpollIoHandler.newFactory()));
        server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    @Test
    void aConnectionIsNotClosedByTheEventsOfTheLastOwnerOfItsDescriptor() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            OnRead replace = new OnRead();
            Channel first = connect(replace).sync().channel();
            try (Socket firstPeer = server.accept()) {
                replace.closed =
                        connect(new ChannelInboundHandlerAdapter()).sync().channel();
                try (Socket secondPeer = server.accept()) {
                    CountDownLatch blocked = new CountDownLatch(1);
                    CountDownLatch sent = new CountDownLatch(1);
                    loop.execute(() -> {
                        blocked.countDown();
                        await(sent);
                    });
                    await(blocked);
                    firstPeer.getOutputStream().write(1);
                    reset(secondPeer);
                    sent.countDown();
                    ChannelFuture third = replace.opened.get().await();
                    assertThat(third.cause()).describedAs("round %d", i).isNull();
                    third.channel().close().sync();
                }
                server.accept().close();
                first.close().sync();
            }
        }
    }

    @SuppressWarnings("try") // closing it is the point
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private ChannelFuture connect(ChannelInboundHandlerAdapter handler) {
        return new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(handler)
                .connect(server.getLocalSocketAddress());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class OnRead extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<ChannelFuture> opened = new CompletableFuture<>();
        private volatile @Nullable Channel closed;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            if (closed != null) {
                ChannelFuture unused = closed.close();
            }
            opened.complete(connect(new ChannelInboundHandlerAdapter()));
        }
    }
}
