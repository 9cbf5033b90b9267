package io.quorate.proxy.exchange;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.quorate.core.balance.Picker;
import io.quorate.core.model.route.Forward;
import io.quorate.core.routing.RequestTarget;
import io.quorate.proxy.attempt.Attempt;
import io.quorate.proxy.attempt.Choice;
import io.quorate.proxy.attempt.LivePool;
import io.quorate.proxy.client.Answer;
import io.quorate.proxy.client.Forwarding;
import io.quorate.proxy.client.Visit;
import io.quorate.proxy.http.RequestHead;
import io.quorate.proxy.meter.AttemptResult;
import io.quorate.proxy.timing.Deadlines;
import io.quorate.proxy.timing.Timeouts;
import io.quorate.proxy.wire.Call;
import io.quorate.proxy.wire.Lines;
import io.quorate.proxy.wire.Switched;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One request being forwarded: attempts, one after the other, until one connects; then the request up and the response
 * down; and the deadlines over all of it.
 */
public final class Exchange extends Timeouts.Timeout
        implements Forwarding, Attempt.Owner, Call.Events, Upload.Owner, Download.Owner {
    private final Timeouts timeouts;
    private final Visit visit;
    private final Forward route;
    private final RequestTarget target;
    private final LivePool pool;
    private final Choice choice;
    private final Deadlines deadlines;
    private final Interim interim;
    private final Tries tries = new Tries();
    private @Nullable Attempt attempt;
    private @Nullable Upload upload;
    private @Nullable Download download;
    private boolean over;

    /** An exchange that has not begun. */
    public Exchange(Timeouts timeouts, Visit visit, Forward route, RequestTarget target, LivePool pool) {
        this.timeouts = timeouts;
        this.visit = visit;
        this.route = route;
        this.target = target;
        this.pool = pool;
        String client = visit.client().fields().peer().clientIp(visit.fields());
        this.choice = pool.choice(visit.fields(), client, visit.head().target().path());
        this.deadlines = new Deadlines(route.timeouts(), timeouts);
        this.interim = new Interim(visit, () -> fail(Answer.badGateway(), AttemptResult.INVALID));
    }

    /** Begins; it ends by itself. */
    public void start() {
        visit.forwardedBy(this);
        RequestHead head = visit.head();
        long most = visit.listener().limits().body();
        if (most > 0 && head.framing().length() > most) {
            over = true;
            visit.answer(new Answer(413, "body too long"));
            return;
        }
        if (head.hasBody()) {
            upload = new Upload(visit, most, this);
        }
        tryNext();
    }

    @Override
    public void clientLeft() {
        if (!over) {
            over(AttemptResult.CLIENT, false);
        }
    }

    @Override
    public void bodyBroken() {
        fail(new Answer(400, "malformed body"), AttemptResult.CLIENT);
    }

    @Override
    public void connected(Attempt connected, Call call) {
        Relay.begin(visit, call, target, Relay.host(visit, route.host(), connected.address()), this);
        deadlines.moved();
        if (upload == null) {
            call.end(EmptyHttpHeaders.INSTANCE);
            sent();
            return;
        }
        if (visit.head().framing().expectsContinue()) {
            call.flushHead();
        }
        upload.flowTo(call);
    }

    @Override
    public void notConnected(Attempt failed, AttemptResult why) {
        tries.notConnected(why);
        failed.end(why, false);
        tryNext();
    }

    /** Whether the client asks to, and the lines to the endpoints are such that it may. */
    boolean mayLeaveHttp() {
        return visit.isWebSocketAskedFor() && pool.lines().switchable().isPresent();
    }

    @Override
    public void continues() {
        interim.continues();
    }

    @Override
    public void hints(MultiMap fields) {
        interim.hints(fields);
    }

    @Override
    public void responds(int status, MultiMap fields) {
        Attempt answered = attempt;
        if (answered == null || answered.call() == null) {
            return;
        }
        deadlines.answered();
        timeouts.arm(this, deadlines.next());
        Download begun = new Download(visit, answered.call(), this);
        download = begun;
        boolean secure =
                visit.client().fields().peer().clientScheme(visit.fields()).equals("https");
        try {
            begun.start(status, fields);
            choice.cookie(tries.last(), secure)
                    .ifPresent(cookie -> visit.response().headers().add("set-cookie", cookie));
        } catch (IllegalArgumentException unspeakable) {
            // A field that Netty takes from an endpoint and Vert.x does not give to a client.
            fail(Answer.badGateway(), AttemptResult.INVALID);
        }
    }

    @Override
    public void switches(MultiMap fields, Switched endpoint) {
        if (!Relay.switches(visit, fields)) {
            fail(Answer.badGateway(), AttemptResult.INVALID);
            return;
        }
        timeouts.cancel(this);
        long idle = route.timeouts().idle().toMillis();
        new Tunnel(timeouts, idle, visit.switchOver(), endpoint, this::tunnelled).start();
    }

    @Override
    public void data(Buffer data) {
        if (download != null) {
            download.data(data);
        }
    }

    @Override
    public void ended(MultiMap trailers) {
        if (download != null) {
            download.ended(trailers);
        }
    }

    @Override
    public void drained() {
        if (upload != null) {
            upload.resume();
        }
    }

    @Override
    public void broken(Call.Broken how) {
        if (attempt != null
                && download == null
                && upload == null
                && Tries.mayBeMadeAnew(how, visit.head().method())) {
            madeAnew(attempt, how);
            return;
        }
        AttemptResult broken = how == Call.Broken.INVALID ? AttemptResult.INVALID : AttemptResult.RESET;
        fail(Answer.badGateway(), download != null ? AttemptResult.ABORTED : broken);
    }

    @Override
    public void moved() {
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

    /** The response came to its end, perhaps before the request did: then neither connection can be used again. */
    @Override
    public void downloadEnded() {
        over(AttemptResult.OK, !visit.isBodyOpen());
    }

    @Override
    protected void expire() {
        boolean connecting = attempt != null && attempt.isConnecting();
        boolean uploading = visit.isBodyOpen() && !connecting;
        Deadlines.Due due = deadlines.due(connecting, uploading);
        switch (due) {
            case NOTHING -> timeouts.arm(this, deadlines.next());
            case CONNECT -> {
                if (attempt != null) {
                    notConnected(attempt, attempt.whenLate());
                }
            }
            case ANSWER -> fail(Answer.gatewayTimeout(), AttemptResult.TIMEOUT);
            case IDLE -> fail(stalled(), clientStalls() ? AttemptResult.CLIENT : AttemptResult.TIMEOUT);
        }
    }

    private void tunnelled() {
        over(AttemptResult.OK, false);
        visit.tunnelled();
    }

    private void tryNext() {
        int place = tries.next(choice);
        if (place == Picker.NONE) {
            over = true;
            timeouts.cancel(this);
            visit.answer(tries.answer());
            return;
        }
        Attempt next = new Attempt(pool, place, visit.client().eventLoop(), this);
        attempt = next;
        visit.attempted(next.address());
        deadlines.connecting();
        timeouts.arm(this, deadlines.next());
        Lines lines = visit.isWebSocketAskedFor() ? pool.lines().switchable().orElse(pool.lines()) : pool.lines();
        next.connect(lines, route.timeouts().connect().toMillis());
    }

    private void madeAnew(Attempt by, Call.Broken how) {
        tries.forgetLast();
        by.end(how == Call.Broken.REFUSED ? AttemptResult.REFUSED : AttemptResult.STALE, false);
        tryNext();
    }

    private void sent() {
        deadlines.sent();
        // Its end may have broken it already.
        if (!over) {
            timeouts.arm(this, deadlines.next());
        }
    }

    /** Ends it without a whole response: with an answer of ours while that can be, or else visibly broken off. */
    private void fail(Answer answer, AttemptResult result) {
        if (over) {
            return;
        }
        boolean begun = visit.response().headWritten();
        over(result, false);
        if (begun) {
            visit.abort();
        } else {
            visit.answer(answer);
        }
    }

    private void over(AttemptResult result, boolean whole) {
        over = true;
        timeouts.cancel(this);
        if (upload != null) {
            upload.stop();
        }
        if (download != null) {
            download.stop();
        }
        if (attempt != null) {
            attempt.end(result, whole);
        }
    }

    private Answer stalled() {
        return clientStalls() ? new Answer(408, "the body of the request took too long") : Answer.gatewayTimeout();
    }

    private boolean clientStalls() {
        if (download != null) {
            return download.isWaitingForClient();
        }
        return upload != null && visit.isBodyOpen() && !upload.isWaitingForEndpoint();
    }
}
