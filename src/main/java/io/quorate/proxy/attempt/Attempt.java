package io.quorate.proxy.attempt;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import io.quorate.proxy.meter.AttemptResult;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One try of one endpoint: it holds a place in the endpoint's load, and at most one connection, until it ends, however
 * that comes about.
 */
public final class Attempt {
    private final LivePool pool;
    private final int place;
    private @Nullable HttpClientRequest request;
    private boolean sent;
    private boolean over;

    /** Who makes attempts. */
    public interface Owner {
        void connected(Attempt attempt, HttpClientRequest request);

        void notConnected(Attempt attempt, AttemptResult why);
    }

    public Attempt(LivePool pool, int place) {
        this.pool = pool;
        this.place = place;
        pool.load(place).increment();
    }

    public String address() {
        return pool.address(place);
    }

    public boolean isOver() {
        return over;
    }

    public boolean isConnecting() {
        return !over && request == null;
    }

    public void connect(HttpClient client, long timeoutMillis, Owner owner) {
        // Neither host nor port are set: they would be a part of the pool's key.
        RequestOptions options =
                new RequestOptions().setServer(pool.server(place)).setConnectTimeout(timeoutMillis);
        client.request(options).onComplete(result -> arrived(result, owner));
    }

    /** From here on the connection has seen bytes of ours. */
    public void sending() {
        sent = true;
    }

    /** Ends it; unless the response was relayed in full the connection is not used again. */
    public void end(AttemptResult result) {
        if (over) {
            return;
        }
        over = true;
        pool.load(place).decrement();
        pool.meter().ended(result);
        if (request != null) {
            pool.held(place).fewer();
        } else if (result == AttemptResult.CONNECT_TIMEOUT && !pool.isExhausted(place)) {
            pool.unreachable(place, ConnectFault.TIMEOUT);
        }
        if (result != AttemptResult.OK) {
            release();
        }
    }

    /** Closes the connection at once, whatever is queued on it. */
    public void closeConnection() {
        if (request != null) {
            // Not through Vert.x, which would first flush to an endpoint that may not be reading.
            ChannelFuture unused = ((ConnectionBase) request.connection())
                    .channelHandlerContext()
                    .close();
        }
    }

    private void arrived(AsyncResult<HttpClientRequest> result, Owner owner) {
        if (result.failed()) {
            if (!over) {
                AttemptResult why = why(result.cause());
                if (why == AttemptResult.CONNECT_FAILED) {
                    ConnectFault.reason(result.cause()).ifPresent(reason -> pool.unreachable(place, reason));
                }
                owner.notConnected(this, why);
            }
            return;
        }
        request = result.result();
        if (over) {
            release();
        } else {
            pool.held(place).more();
            owner.connected(this, result.result());
        }
    }

    private void release() {
        if (request == null) {
            return;
        }
        if (sent) {
            closeConnection();
        } else {
            request.exceptionHandler(ignored -> {});
            request.reset();
        }
    }

    private static AttemptResult why(Throwable cause) {
        if (cause instanceof ConnectionPoolTooBusyException) {
            return AttemptResult.BUSY;
        }
        boolean timeout = cause instanceof TimeoutException || cause instanceof ConnectTimeoutException;
        return timeout ? AttemptResult.CONNECT_TIMEOUT : AttemptResult.CONNECT_FAILED;
    }
}
