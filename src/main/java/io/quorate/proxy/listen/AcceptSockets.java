package io.quorate.proxy.listen;

import io.quorate.core.model.text.Spans;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.impl.ServerID;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which addresses the servers of this process are bound to. Vert.x lets any server join the socket of another that has
 * the same address, and does not say when a socket is closed.
 */
public final class AcceptSockets {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptSockets.class);
    private static final long POLL_MILLIS = 2;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Vertx vertx;

    public AcceptSockets(Vertx vertx) {
        this.vertx = vertx;
    }

    public boolean isBound(ServerID id) {
        Map<ServerID, ?> servers = ((VertxInternal) vertx).sharedTcpServers();
        synchronized (servers) {
            return servers.containsKey(id);
        }
    }

    /** Done when nothing is bound there any more, or when that takes too long: another server may have joined. */
    public Future<Void> unbound(ServerID id) {
        Promise<Void> promise = Promise.promise();
        poll(id, System.nanoTime(), promise);
        return promise.future();
    }

    private void poll(ServerID id, long start, Promise<Void> promise) {
        if (!isBound(id)) {
            promise.complete();
        } else if (System.nanoTime() - start >= LONGEST_WAIT.toNanos()) {
            LOG.warn("event=socket_still_bound address={} waited={}", id, Spans.text(LONGEST_WAIT));
            promise.complete();
        } else {
            vertx.setTimer(POLL_MILLIS, again -> poll(id, start, promise));
        }
    }
}
