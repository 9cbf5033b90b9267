package io.quorate.proxy.exchange;

import io.quorate.proxy.client.Visit;
import io.quorate.proxy.http.ResponseFields;
import io.quorate.proxy.http.Trailers;
import io.quorate.proxy.wire.Call;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * A response on its way to the client. What arrives is held until the event loop has read all that is there, so that a
 * short response leaves in one write; a slow one is never held back by that.
 */
final class Download implements Runnable {
    private static final Buffer NOTHING = Buffer.buffer();

    private final Visit visit;
    private final Call from;
    private final HttpServerResponse to;
    private final Owner owner;
    private @Nullable Buffer held;
    private boolean flushing;
    private boolean waiting;
    private boolean over;
    private boolean bodyAllowed;

    /** Who has something downloaded. */
    interface Owner {
        void moved();

        void downloadEnded();

        void broken(Call.Broken how);
    }

    Download(Visit visit, Call from, Owner owner) {
        this.visit = visit;
        this.from = from;
        this.to = visit.response();
        this.owner = owner;
    }

    /**
     * Begins the answer.
     *
     * @throws IllegalArgumentException if the client cannot be given one of the fields
     */
    void start(int status, MultiMap fields) {
        boolean headOnly = visit.head().method().equals(HttpMethod.HEAD);
        bodyAllowed = !headOnly && status != 204 && status != 304;
        to.setStatusCode(status);
        boolean measured =
                fields.contains(HttpHeaders.CONTENT_LENGTH) && !fields.contains(HttpHeaders.TRANSFER_ENCODING);
        boolean chunked = bodyAllowed && !measured && !visit.head().http10();
        ResponseFields.copyHead(fields, to.headers(), chunked);
        if (!measured) {
            to.headers().remove(HttpHeaders.CONTENT_LENGTH);
        }
        visit.ruleResponse();
        if (chunked) {
            to.setChunked(true);
        } else if (bodyAllowed && !measured) {
            visit.delimitByClose();
        }
        visit.finishHead();
        flushLater();
    }

    /** Whether it is the client, rather than the endpoint, that keeps it waiting. */
    boolean isWaitingForClient() {
        return waiting;
    }

    /** Nothing more is relayed. */
    void stop() {
        over = true;
        held = null;
    }

    /** What was read is all there was for now: send it. */
    @Override
    public void run() {
        flushing = false;
        if (over) {
            return;
        }
        if (held != null) {
            writeHeld();
        } else if (bodyAllowed && !to.headWritten() && (to.isChunked() || hasLength())) {
            to.writeHead();
        }
    }

    void data(Buffer data) {
        if (over) {
            return;
        }
        owner.moved();
        writeHeld();
        held = data;
        flushLater();
    }

    void ended(MultiMap trailers) {
        if (over) {
            return;
        }
        if (to.isChunked() && !trailers.isEmpty()) {
            try {
                Trailers.copy(trailers, to.trailers());
                visit.trailed();
            } catch (IllegalArgumentException unspeakable) {
                owner.broken(Call.Broken.INVALID);
                return;
            }
        }
        over = true;
        Buffer last = held == null || !bodyAllowed ? NOTHING : held;
        owner.downloadEnded();
        visit.end(last);
    }

    private void drained() {
        if (!over) {
            waiting = false;
            owner.moved();
            from.resume();
        }
    }

    private void flushLater() {
        if (!flushing) {
            flushing = true;
            visit.client().eventLoop().execute(this);
        }
    }

    private void writeHeld() {
        Buffer data = held;
        held = null;
        if (data == null || !bodyAllowed) {
            return;
        }
        to.write(data);
        if (visit.isFull(this::drained)) {
            waiting = true;
            from.pause();
        }
    }

    private boolean hasLength() {
        return to.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }
}
