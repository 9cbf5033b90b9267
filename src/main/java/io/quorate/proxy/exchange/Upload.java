package io.quorate.proxy.exchange;

import io.netty.handler.codec.http.HttpHeaders;
import io.quorate.proxy.client.Visit;
import io.quorate.proxy.http.Trailers;
import io.quorate.proxy.wire.Call;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way to an endpoint. It waits, unread, until there is a connection, and again whenever the
 * endpoint takes less than the client gives. What has gone by is held up to a limit, so that it can be sent once more.
 */
final class Upload {
    private final Visit visit;
    private final HttpServerRequest from;
    private final long most;
    private final Owner owner;
    private final long mostHeld;
    private final List<Buffer> held = new ArrayList<>(1);
    private @Nullable HttpHeaders trailers;
    private @Nullable Call to;
    private long received;
    private boolean replayable = true;
    private boolean waiting = true;

    /** Who has something uploaded. */
    interface Owner {
        void moved();

        /** The first of it came. */
        void uploadBegins();

        void uploadEnded();

        void uploadTooLong();
    }

    /**
     * An upload that waits.
     *
     * @param most bytes that it may have; 0 is unlimited
     * @param mostHeld bytes of it that are held
     */
    Upload(Visit visit, long most, long mostHeld, Owner owner) {
        this.visit = visit;
        this.from = visit.request();
        this.most = most;
        this.mostHeld = mostHeld;
        this.owner = owner;
        from.pause();
        from.handler(this::data).endHandler(ended -> ended());
        // What breaks the connection is seen below Vert.x.
        from.exceptionHandler(ignored -> {});
    }

    /** Lets the body flow, from its beginning; the head is written with its first bytes unless it has been before. */
    void flowTo(Call call) {
        to = call;
        for (Buffer data : held) {
            call.write(data);
            if (to != call) {
                return;
            }
        }
        if (trailers != null) {
            end(call, trailers);
        } else if (call.isFull()) {
            waitForEndpoint();
        } else {
            resume();
        }
    }

    /** It goes nowhere for now; what comes next is to wait for another {@link #flowTo}. */
    void halt() {
        to = null;
        if (trailers == null) {
            waitForEndpoint();
        }
    }

    /** The endpoint takes more again. */
    void resume() {
        if (to != null && waiting) {
            waiting = false;
            owner.moved();
            from.resume();
        }
    }

    /** Whether it can be sent once more, from its beginning. */
    boolean isReplayable() {
        return replayable;
    }

    /** Whether any of it has come. */
    boolean hasBegun() {
        return received > 0 || isComplete();
    }

    /** Whether all of it has come. */
    boolean isComplete() {
        return trailers != null;
    }

    /** Whether it is the endpoint, rather than the client, that keeps it waiting. */
    boolean isWaitingForEndpoint() {
        return waiting;
    }

    /** It is sent no more than this once. */
    void letGo() {
        replayable = false;
        held.clear();
    }

    /** Nothing more of the body is taken. */
    void stop() {
        to = null;
        letGo();
    }

    private void data(Buffer data) {
        Call call = to;
        if (call == null) {
            return;
        }
        if (received == 0) {
            owner.uploadBegins();
        }
        received += data.length();
        owner.moved();
        if (most > 0 && received > most) {
            owner.uploadTooLong();
            return;
        }
        if (replayable && received <= mostHeld) {
            held.add(data);
        } else {
            letGo();
        }
        call.write(data);
        // The write may have shown that the endpoint is gone, and stopped this.
        if (to != null && call.isFull()) {
            waitForEndpoint();
        }
    }

    private void waitForEndpoint() {
        waiting = true;
        from.pause();
    }

    private void ended() {
        Call call = to;
        if (call != null) {
            HttpHeaders sound = Trailers.sound(visit.trailers());
            trailers = sound;
            end(call, sound);
        }
    }

    private void end(Call call, HttpHeaders last) {
        to = null;
        call.end(last);
        owner.uploadEnded();
    }
}
