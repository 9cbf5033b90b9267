package io.quorate.proxy;

import io.netty.handler.codec.DecoderException;
import io.quorate.core.balance.Picker;
import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.UpstreamHost;
import io.quorate.proxy.attempt.Attempt;
import io.quorate.proxy.attempt.Choice;
import io.quorate.proxy.attempt.LivePool;
import io.quorate.proxy.http.RequestHead;
import io.quorate.proxy.meter.AttemptResult;
import io.quorate.proxy.timing.Deadlines;
import io.quorate.proxy.timing.Timeouts;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import org.jspecify.annotations.Nullable;

/**
 * One request being forwarded: attempts, one after the other, until one connects; then the request up and the response
 * down; and the deadlines over all of it.
 */
final class Exchange extends Timeouts.Timeout implements Attempt.Owner, Upload.Owner, Download.Owner {
    private static final int MOST_ATTEMPTS = 3;

    private final Loop loop;
    private final Visit visit;
    private final Forward route;
    private final LivePool pool;
    private final Choice choice;
    private final Deadlines deadlines;
    private final int[] tried = new int[MOST_ATTEMPTS];
    private int attempts;
    private int timeouts;
    private int refusalsByPool;
    private @Nullable Attempt attempt;
    private @Nullable Upload upload;
    private @Nullable Download download;
    private boolean over;

    Exchange(Loop loop, Visit visit, Forward route, LivePool pool) {
        this.loop = loop;
        this.visit = visit;
        this.route = route;
        this.pool = pool;
        String client = visit.client().fields().peer().address();
        this.choice = pool.choice(visit.fields(), client, visit.head().target().path());
        this.deadlines = new Deadlines(route.timeouts(), loop.timeouts());
    }

    void start() {
        visit.forwardedBy(this);
        RequestHead head = visit.head();
        long most = visit.listener().limits().body();
        if (most > 0 && head.framing().length() > most) {
            over = true;
            visit.answer(new Answer(413, "body too long"));
            return;
        }
        if (head.hasBody()) {
            upload = new Upload(visit.request(), most, this);
        }
        tryNext();
    }

    /** The client's connection is gone. */
    void clientLeft() {
        if (!over) {
            over(AttemptResult.CLIENT);
        }
    }

    /** The body of the request cannot be decoded. */
    void bodyBroken() {
        fail(new Answer(400, "malformed body"), AttemptResult.CLIENT);
    }

    @Override
    public void connected(Attempt connected, HttpClientRequest request) {
        Relay.writeHead(visit, request, hostFor(connected));
        request.exceptionHandler(cause -> broken(connected, cause));
        new Interim(visit, request, () -> fail(badGateway(), AttemptResult.INVALID)).listen();
        request.response().onComplete(result -> {
            if (result.succeeded()) {
                responds(connected, result.result());
            } else {
                broken(connected, result.cause());
            }
        });
        connected.sending();
        deadlines.moved();
        send(request);
    }

    @Override
    public void notConnected(Attempt failed, AttemptResult why) {
        timeouts += why == AttemptResult.CONNECT_TIMEOUT ? 1 : 0;
        refusalsByPool += why == AttemptResult.BUSY ? 1 : 0;
        failed.end(why);
        tryNext();
    }

    @Override
    public void uploadMoved() {
        deadlines.moved();
    }

    @Override
    public void uploadEnded() {
        visit.bodyEnded();
        sent();
    }

    @Override
    public void uploadTooLong() {
        fail(new Answer(413, "body too long"), AttemptResult.CLIENT);
    }

    @Override
    public void downloadMoved() {
        deadlines.moved();
    }

    /** The response came to its end, perhaps before the request did: then neither connection can be used again. */
    @Override
    public void downloadEnded() {
        Attempt ended = attempt;
        over(AttemptResult.OK);
        if (ended != null && visit.isBodyOpen()) {
            ended.closeConnection();
        }
    }

    @Override
    public void downloadBroken(Throwable cause) {
        fail(badGateway(), AttemptResult.ABORTED);
    }

    @Override
    protected void expire() {
        boolean connecting = attempt != null && attempt.isConnecting();
        boolean uploading = visit.isBodyOpen() && !connecting;
        Deadlines.Due due = deadlines.due(connecting, uploading);
        switch (due) {
            case NOTHING -> loop.timeouts().arm(this, deadlines.next());
            case CONNECT -> {
                if (attempt != null) {
                    notConnected(attempt, AttemptResult.CONNECT_TIMEOUT);
                }
            }
            case ANSWER -> fail(gatewayTimeout(), AttemptResult.TIMEOUT);
            case IDLE -> fail(stalled(), clientStalls() ? AttemptResult.CLIENT : AttemptResult.TIMEOUT);
        }
    }

    private void tryNext() {
        int place = attempts < MOST_ATTEMPTS ? choice.next(this::isUntried) : Picker.NONE;
        if (place == Picker.NONE) {
            over = true;
            loop.timeouts().cancel(this);
            visit.answer(noConnection());
            return;
        }
        tried[attempts++] = place;
        Attempt next = new Attempt(pool, place);
        attempt = next;
        visit.attempted(next.address());
        deadlines.connecting();
        loop.timeouts().arm(this, deadlines.next());
        next.connect(loop.client(), route.timeouts().connect().toMillis(), this);
    }

    private boolean isUntried(int place) {
        for (int i = 0; i < attempts; i++) {
            if (tried[i] == place) {
                return false;
            }
        }
        return true;
    }

    private void send(HttpClientRequest request) {
        if (upload == null) {
            request.end();
            sent();
            return;
        }
        if (visit.head().framing().expectsContinue()) {
            request.sendHead();
        }
        upload.flowTo(request);
    }

    private void sent() {
        deadlines.sent();
        // Its end may have broken it already.
        if (!over) {
            loop.timeouts().arm(this, deadlines.next());
        }
    }

    private void responds(Attempt answered, HttpClientResponse response) {
        if (over || answered.isOver()) {
            return;
        }
        if (!Relay.isRelayable(response)) {
            fail(badGateway(), AttemptResult.INVALID);
            return;
        }
        deadlines.answered();
        loop.timeouts().arm(this, deadlines.next());
        Download begun = new Download(visit, response, this);
        download = begun;
        choice.cookie(tried[attempts - 1], visit.request().isSSL())
                .ifPresent(cookie -> visit.response().headers().add("set-cookie", cookie));
        try {
            begun.start();
        } catch (IllegalArgumentException unspeakable) {
            // A field that Netty takes from an endpoint and Vert.x does not give to a client.
            fail(badGateway(), AttemptResult.INVALID);
        }
    }

    private void broken(Attempt which, Throwable cause) {
        if (over || which.isOver()) {
            return;
        }
        if (download != null) {
            fail(badGateway(), AttemptResult.ABORTED);
        } else {
            boolean invalid = !(cause instanceof HttpClosedException)
                    && (cause instanceof DecoderException || cause instanceof RuntimeException);
            fail(badGateway(), invalid ? AttemptResult.INVALID : AttemptResult.RESET);
        }
    }

    /** Ends it without a whole response: with an answer of ours while that can be, or else visibly broken off. */
    private void fail(Answer answer, AttemptResult result) {
        if (over) {
            return;
        }
        boolean begun = visit.response().headWritten();
        over(result);
        if (begun) {
            visit.abort();
        } else {
            visit.answer(answer);
        }
    }

    private void over(AttemptResult result) {
        over = true;
        loop.timeouts().cancel(this);
        if (upload != null) {
            upload.stop();
        }
        if (download != null) {
            download.stop();
        }
        if (attempt != null) {
            attempt.end(result);
        }
    }

    private Answer noConnection() {
        if (attempts == 0 || refusalsByPool == attempts) {
            return Answer.unavailable(attempts == 0 ? "no endpoint" : "too many requests are waiting");
        }
        return timeouts == attempts ? gatewayTimeout() : badGateway();
    }

    private Answer stalled() {
        return clientStalls() ? new Answer(408, "the body of the request took too long") : gatewayTimeout();
    }

    private boolean clientStalls() {
        if (download != null) {
            return download.isWaitingForClient();
        }
        return upload != null && visit.isBodyOpen() && !upload.isWaitingForEndpoint();
    }

    private static Answer badGateway() {
        return new Answer(502, "the endpoint gave no valid response");
    }

    private static Answer gatewayTimeout() {
        return new Answer(504, "the endpoint took too long");
    }

    private String hostFor(Attempt connected) {
        UpstreamHost host = route.host();
        String preserved = visit.head().authority().text();
        return switch (host.mode()) {
            case PRESERVE -> preserved.isEmpty() ? connected.address() : preserved;
            case ENDPOINT -> connected.address();
            case LITERAL -> host.literal();
        };
    }
}
