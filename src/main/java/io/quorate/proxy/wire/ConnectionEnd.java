package io.quorate.proxy.wire;

import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/** The end of a connection among all that can be thrown where one is read. */
public final class ConnectionEnd {
    private ConnectionEnd() {}

    /**
     * Whether a failure says that the other side has ended or reset the connection, rather than that it sent something
     * wrong. Of a connection that was reset while it was written to, epoll says that it was never connected.
     */
    public static boolean isSaidBy(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof HttpClosedException
                || cause instanceof NotYetConnectedException;
    }
}
