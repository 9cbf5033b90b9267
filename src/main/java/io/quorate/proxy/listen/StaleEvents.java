package io.quorate.proxy.listen;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Keeps events of a closed connection from the one that got its descriptor. What epoll returned in one call is worked
 * off one event after the other, by descriptor. If the first closes a connection and opens another, the kernel gives
 * that the same number, and Netty 4.2.18 gives it what is left of the old one's events; a socket that is not connected
 * yet is closed by that. No event of the call in which a descriptor was registered can be its own.
 */
final class StaleEvents implements IoHandler {
    private final IoHandler handler;
    private boolean running;
    private long runs;

    private StaleEvents(IoHandler handler) {
        this.handler = handler;
    }

    /** The handlers that a factory makes, without stale events. */
    static IoHandlerFactory without(IoHandlerFactory factory) {
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor executor) {
                return new StaleEvents(factory.newHandler(executor));
            }

            @Override
            public boolean isChangingThreadSupported() {
                return factory.isChangingThreadSupported();
            }
        };
    }

    @Override
    public void initialize() {
        handler.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        runs++;
        running = true;
        try {
            return handler.run(context);
        } finally {
            running = false;
        }
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return handler.register(
                running && handle instanceof EpollIoHandle registered ? new Newcomer(registered) : handle);
    }

    @Override
    public void prepareToDestroy() {
        handler.prepareToDestroy();
    }

    @Override
    public void destroy() {
        handler.destroy();
    }

    @Override
    public void wakeup() {
        handler.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return handler.isCompatible(type);
    }

    /** One that was registered while events were worked off. */
    @SuppressWarnings("try") // close() throws what that of the handle does
    private final class Newcomer implements EpollIoHandle {
        private final EpollIoHandle handle;
        private final long since = runs;

        Newcomer(EpollIoHandle handle) {
            this.handle = handle;
        }

        @Override
        public FileDescriptor fd() {
            return handle.fd();
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            if (since != runs) {
                handle.handle(registration, event);
            }
        }

        @Override
        public void registered() {
            handle.registered();
        }

        @Override
        public void unregistered() {
            handle.unregistered();
        }

        @Override
        public void close() throws Exception {
            handle.close();
        }
    }
}
