package io.quorate.proxy.wire;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/** The end of a connection among all that can be thrown where one is read. */
public final class ConnectionEnd {
    private ConnectionEnd() {}

    /**
     * Whether a failure says that the connection is at its end, rather than that the other side sent something wrong.
     * Of a socket that is not connected, or not any more, epoll says that it was never connected.
     */
    public static boolean isSaidBy(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof HttpClosedException
                || cause instanceof PrematureChannelClosureException
                || cause instanceof NotYetConnectedException;
    }
}
