package io.quorate.proxy.exchange;

import io.quorate.core.model.route.Forward;
import io.quorate.proxy.attempt.Attempt;
import io.quorate.proxy.attempt.Watch;
import io.quorate.proxy.log.Note;
import io.quorate.proxy.meter.AttemptResult;
import io.quorate.proxy.timing.Timeouts;
import io.quorate.proxy.wire.Call;
import io.quorate.proxy.wire.Lines;
import io.quorate.proxy.wire.Switched;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One try of a request: an attempt at one endpoint, and how long that may take to connect and then to answer. What comes
 * of it is for the exchange to judge, which may have several.
 */
final class Try extends Timeouts.Timeout implements Attempt.Owner, Call.Events, Watch.Waiter {
    /** A connection that came just in time is taken; the pool's own timer is the first to fire. */
    private static final long CONNECT_GRACE_MILLIS = 5 * Timeouts.TICK_MILLIS;

    private static final int SWITCHES = 101;
    private static final long FRESH_MILLIS = 500;
    private static final long NEVER = Long.MAX_VALUE;

    private final Exchange exchange;
    private final Race race;
    private final Timeouts timeouts;
    private final Forward route;
    private final Kind kind;
    private final Attempt attempt;
    private final Watch.Node waiting = new Watch.Node(this);
    private long due = NEVER;
    private long hedgeAt = NEVER;
    private Note note = Note.NONE;
    private boolean sent;
    private long sentAt;
    private long took;

    /** Why it is made. */
    enum Kind {
        /** Nothing was tried before, or what was is over. */
        NEXT,
        /** An endpoint that was left out may work again. */
        TRIAL,
        /** Another is slow. */
        HEDGE,
        /** The endpoint of another may never answer. */
        RESCUE
    }

    /** One that has not begun. */
    Try(Exchange exchange, Race race, Kind kind, Attempt.Place at) {
        this.exchange = exchange;
        this.race = race;
        this.timeouts = race.timeouts();
        this.route = race.route();
        this.kind = kind;
        this.attempt = new Attempt(at, this);
    }

    Kind kind() {
        return kind;
    }

    int place() {
        return attempt.place();
    }

    String address() {
        return attempt.address();
    }

    @Nullable
    Call call() {
        return attempt.call();
    }

    boolean isConnecting() {
        return attempt.isConnecting();
    }

    /**
     * Begins; how it comes out may be told from within.
     *
     * @param about it, which is told how it ends
     */
    void begin(Lines lines, Note about) {
        note = about;
        await(
                route.timeouts().connect().plusMillis(CONNECT_GRACE_MILLIS),
                route.hedge().connect());
        attempt.connect(lines, route.timeouts().connect().toMillis());
    }

    /** The request is out in full; if sending it broke this, or began another that told so itself, that is no news. */
    void sent() {
        if (sent) {
            return;
        }
        sent = true;
        sentAt = timeouts.millis();
        await(route.timeouts().response(), route.hedge().response());
        attempt.watch().waits(waiting, timeouts.millis());
    }

    /**
     * The head is sent.
     *
     * @param expecting whether the endpoint has to say first that it wants the body; else that is up to the client
     */
    void waitsForBody(boolean expecting) {
        await(expecting ? route.timeouts().response() : Duration.ZERO, Duration.ZERO);
    }

    /** Whether it was sent so short a while ago that the endpoint may have been closing the connection just then. */
    boolean isFresh() {
        return timeouts.millis() - sentAt < FRESH_MILLIS;
    }

    /** Whether it took as long as what would be silence of others: then it is the request that takes long. */
    boolean wasSlowToo() {
        return took >= Watch.LEAST_SILENCE_MILLIS;
    }

    /** It would have taken long anywhere. */
    void isAsSlow() {
        attempt.watch().takesLong(timeouts.millis() - sentAt);
    }

    /** Ends it; nothing more is told of it. */
    void end(AttemptResult result, boolean whole) {
        sent = true;
        timeouts.cancel(this);
        attempt.watch().leaves(waiting);
        note.ended(result);
        attempt.end(result, whole);
    }

    /** The endpoint may hang; who has sent nothing there has nothing to rescue. */
    @Override
    public void rescue() {
        race.rescue(this);
    }

    @Override
    public void connected(Attempt connected, Call call) {
        sentAt = timeouts.millis();
        waitsForBody(false);
        race.connected(this, call);
    }

    @Override
    public void notConnected(Attempt failed, AttemptResult why) {
        race.notConnected(this, why);
    }

    @Override
    public void continues() {
        exchange.continues(this);
    }

    @Override
    public void hints(MultiMap fields) {
        exchange.hints(this, fields);
    }

    @Override
    public void responds(int status, MultiMap fields) {
        took = timeouts.millis() - sentAt;
        attempt.answered(status, took);
        timeouts.cancel(this);
        attempt.watch().heard(waiting, timeouts.millis());
        exchange.responds(this, status, fields);
    }

    @Override
    public void switches(MultiMap fields, Switched connection) {
        timeouts.cancel(this);
        attempt.answered(SWITCHES, timeouts.millis() - sentAt);
        attempt.watch().heard(waiting, timeouts.millis());
        exchange.switches(this, fields, connection);
    }

    @Override
    public void data(Buffer data) {
        attempt.watch().alive(timeouts.millis());
        exchange.data(data);
    }

    @Override
    public void ended(MultiMap trailers) {
        exchange.ended(trailers);
    }

    @Override
    public void drained() {
        exchange.drained(this);
    }

    @Override
    public void broken(Call.Broken how) {
        race.broken(this, how);
    }

    @Override
    protected void expire() {
        long now = timeouts.millis();
        if (now >= due) {
            race.late(this, isConnecting() ? attempt.whenLate() : AttemptResult.TIMEOUT);
        } else {
            boolean hedging = now >= hedgeAt;
            if (hedging) {
                hedgeAt = NEVER;
            }
            arm();
            if (hedging) {
                race.hedge(this);
            }
        }
    }

    private void await(Duration most, Duration untilHedge) {
        long now = timeouts.millis();
        due = most.isZero() ? NEVER : now + most.toMillis();
        hedgeAt = untilHedge.isZero() ? NEVER : now + untilHedge.toMillis();
        arm();
    }

    private void arm() {
        long next = Math.min(due, hedgeAt);
        if (next == NEVER) {
            timeouts.cancel(this);
        } else {
            timeouts.arm(this, Math.max(0, next - timeouts.millis()));
        }
    }
}
