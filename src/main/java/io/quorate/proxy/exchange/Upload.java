package io.quorate.proxy.exchange;

import io.quorate.proxy.client.Visit;
import io.quorate.proxy.http.Trailers;
import io.quorate.proxy.wire.Call;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way to an endpoint. It waits, unread, until there is a connection, and again whenever the
 * endpoint takes less than the client gives.
 */
final class Upload {
    private final Visit visit;
    private final HttpServerRequest from;
    private final long most;
    private final Owner owner;
    private @Nullable Call to;
    private long received;
    private boolean waiting = true;

    /** Who has something uploaded. */
    interface Owner {
        void moved();

        void uploadEnded();

        void uploadTooLong();
    }

    /**
     * An upload that waits.
     *
     * @param most bytes that it may have; 0 is unlimited
     */
    Upload(Visit visit, long most, Owner owner) {
        this.visit = visit;
        this.from = visit.request();
        this.most = most;
        this.owner = owner;
        from.pause();
        from.handler(this::data).endHandler(ended -> ended());
        // What breaks the connection is seen below Vert.x.
        from.exceptionHandler(ignored -> {});
    }

    /** Lets the body flow; the head is written with its first bytes unless it has been before. */
    void flowTo(Call call) {
        to = call;
        resume();
    }

    /** The endpoint takes more again. */
    void resume() {
        if (to != null && waiting) {
            waiting = false;
            owner.moved();
            from.resume();
        }
    }

    /** Whether it is the endpoint, rather than the client, that keeps it waiting. */
    boolean isWaitingForEndpoint() {
        return waiting;
    }

    /** Nothing more of the body is taken. */
    void stop() {
        to = null;
    }

    private void data(Buffer data) {
        Call call = to;
        if (call == null) {
            return;
        }
        received += data.length();
        owner.moved();
        if (most > 0 && received > most) {
            owner.uploadTooLong();
            return;
        }
        call.write(data);
        // The write may have shown that the endpoint is gone, and stopped this.
        if (to != null && call.isFull()) {
            waiting = true;
            from.pause();
        }
    }

    private void ended() {
        Call call = to;
        if (call != null) {
            to = null;
            call.end(Trailers.sound(visit.trailers()));
            owner.uploadEnded();
        }
    }
}
