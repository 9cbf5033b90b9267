package io.quorate.proxy.exchange;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.quorate.core.model.route.Forward;
import io.quorate.core.routing.RequestTarget;
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
import io.quorate.proxy.wire.Switched;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One request being forwarded: tries, one after the other or side by side, until one is answered; the request up to each
 * and the response of that one down; and the deadlines over all of it.
 */
public final class Exchange extends Timeouts.Timeout implements Forwarding, Upload.Owner, Download.Owner {
    private final Timeouts timeouts;
    private final Visit visit;
    private final Forward route;
    private final RequestTarget target;
    private final Choice choice;
    private final Deadlines deadlines;
    private final Interim interim;
    private final Race race;
    private @Nullable Upload upload;
    private @Nullable Try uploading;
    private @Nullable Download download;
    /** Whether the client waits for a 100, and so the endpoint has to speak next. */
    private boolean expecting;

    private boolean over;

    /** An exchange that has not begun. */
    public Exchange(Timeouts timeouts, Visit visit, Forward route, RequestTarget target, LivePool pool) {
        this.timeouts = timeouts;
        this.visit = visit;
        this.route = route;
        this.target = target;
        String client = visit.client().fields().peer().clientIp(visit.fields());
        this.choice = pool.choice(visit.fields(), client, visit.head().target().path());
        this.deadlines = new Deadlines(route.timeouts(), timeouts);
        this.interim = new Interim(visit, () -> fail(Answer.badGateway(), AttemptResult.INVALID));
        Tries tries = new Tries(route.retry(), visit.head().method(), pool, choice, timeouts);
        this.race = new Race(this, visit, route, pool, tries);
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
            upload = new Upload(visit, most, race.mostHeld(), this);
        }
        deadlines.arm(this);
        race.begin();
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

    /** What comes up from the client, if anything does. */
    @Nullable
    Upload upload() {
        return upload;
    }

    void connected(Try by, Call call) {
        Relay.begin(visit, call, Relay.line(visit, target, route.host(), by.address()), race.mayLeaveHttp(), by);
        if (upload == null) {
            call.end(EmptyHttpHeaders.INSTANCE);
            by.sent();
            return;
        }
        uploading = by;
        if (visit.head().framing().expectsContinue()) {
            expecting = !interim.hasContinued() && !upload.hasBegun();
            call.flushHead();
        }
        // Sending the head may have broken it, and begun another.
        if (uploading == by) {
            waitForBody(by);
            upload.flowTo(call);
        }
    }

    private void waitForBody(Try by) {
        by.waitsForBody(expecting);
        deadlines.watchIdle(!expecting);
        deadlines.arm(this);
    }

    /** It is no longer one of those that may answer. */
    void dropped(Try one) {
        if (uploading == one && upload != null) {
            uploading = null;
            expecting = false;
            upload.halt();
            deadlines.watchIdle(false);
        }
    }

    void continues(Try by) {
        if (race.isAlone(by)) {
            interim.continues();
            uploadBegins();
        }
    }

    void hints(Try by, MultiMap fields) {
        if (race.isAlone(by)) {
            interim.hints(fields);
        }
    }

    void responds(Try by, int status, MultiMap fields) {
        Call call = by.call();
        if (race.isWon() || call == null || race.isPassedOver(by, status)) {
            return;
        }
        answeredBy(by);
        Download begun = new Download(visit, call, this);
        download = begun;
        deadlines.watchIdle(true);
        deadlines.arm(this);
        boolean secure =
                visit.client().fields().peer().clientScheme(visit.fields()).equals("https");
        try {
            begun.start(status, fields);
            choice.cookie(by.place(), secure)
                    .ifPresent(cookie -> visit.response().headers().add("set-cookie", cookie));
        } catch (IllegalArgumentException unspeakable) {
            // A field that Netty takes from an endpoint and Vert.x does not give to a client.
            fail(Answer.badGateway(), AttemptResult.INVALID);
        }
    }

    void switches(Try by, MultiMap fields, Switched endpoint) {
        answeredBy(by);
        if (!Relay.switches(visit, fields)) {
            fail(Answer.badGateway(), AttemptResult.INVALID);
            return;
        }
        timeouts.cancel(this);
        long idle = route.timeouts().idle().toMillis();
        new Tunnel(timeouts, idle, visit.switchOver(), endpoint, this::tunnelled).start();
    }

    void data(Buffer data) {
        if (download != null) {
            download.data(data);
        }
    }

    void ended(MultiMap trailers) {
        if (download != null) {
            download.ended(trailers);
        }
    }

    void drained(Try by) {
        if (upload != null && uploading == by) {
            upload.resume();
        }
    }

    @Override
    public void moved() {
        deadlines.moved();
    }

    @Override
    public void uploadBegins() {
        if (expecting && uploading != null && !over) {
            expecting = false;
            waitForBody(uploading);
        }
    }

    @Override
    public void uploadEnded() {
        expecting = false;
        visit.bodyEnded();
        deadlines.watchIdle(download != null);
        // Its end may have broken it already.
        if (uploading != null && !over && !race.isWon()) {
            uploading.sent();
        }
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
    public void broken(Call.Broken how) {
        fail(Answer.badGateway(), AttemptResult.ABORTED);
    }

    @Override
    protected void expire() {
        switch (deadlines.due()) {
            case NOTHING -> deadlines.arm(this);
            case ANSWER -> fail(Answer.gatewayTimeout(), AttemptResult.TIMEOUT);
            case IDLE -> fail(stalled(), clientStalls() ? AttemptResult.CLIENT : AttemptResult.TIMEOUT);
        }
    }

    private void tunnelled(long fromClient, long fromEndpoint) {
        over(AttemptResult.OK, false);
        visit.tunnelled(fromClient, fromEndpoint);
    }

    private void answeredBy(Try by) {
        race.won(by);
        if (upload != null) {
            upload.letGo();
        }
    }

    /** Ends it without a whole response: with an answer of ours while that can be, or else visibly broken off. */
    void fail(Answer answer, AttemptResult result) {
        if (over) {
            return;
        }
        boolean begun = visit.response().headWritten();
        over(result, false);
        if (begun) {
            visit.abort(result);
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
        race.end(result, whole);
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
