package io.quorate.proxy.exchange;

import io.quorate.core.balance.Picker;
import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.Retry;
import io.quorate.proxy.attempt.Attempt;
import io.quorate.proxy.attempt.LivePool;
import io.quorate.proxy.client.Answer;
import io.quorate.proxy.client.Visit;
import io.quorate.proxy.meter.AttemptResult;
import io.quorate.proxy.timing.Timeouts;
import io.quorate.proxy.wire.Call;
import io.quorate.proxy.wire.Lines;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one request: one after the other where one fails, two side by side where one is slow. The first connection
 * is taken, and the first answer; whoever is beaten ends at once.
 */
final class Race {
    /** What the metrics call a retry because of a connection that had been kept for too long. */
    private static final String STALE = "stale";

    private final Exchange exchange;
    private final Visit visit;
    private final Forward route;
    private final LivePool pool;
    private final Tries tries;
    private final List<Try> running = new ArrayList<>(2);
    private @Nullable Try winner;

    Race(Exchange exchange, Visit visit, Forward route, LivePool pool, Tries tries) {
        this.exchange = exchange;
        this.visit = visit;
        this.route = route;
        this.pool = pool;
        this.tries = tries;
    }

    /** Bytes of a body that are held so that it can be sent once more. */
    long mostHeld() {
        return tries.mostHeld();
    }

    Timeouts timeouts() {
        return tries.timeouts();
    }

    Forward route() {
        return route;
    }

    void begin() {
        tryNext("");
    }

    boolean isWon() {
        return winner != null;
    }

    /** Whether nobody else's answer may come. */
    boolean isAlone(Try by) {
        return winner == null && running.size() == 1 && running.get(0) == by;
    }

    /** Whether the client asks to leave HTTP, and the lines to the endpoints are such that it may. */
    boolean mayLeaveHttp() {
        return visit.isWebSocketAskedFor() && pool.lines().switchable().isPresent();
    }

    void connected(Try by, Call call) {
        for (Try other : List.copyOf(running)) {
            if (other != by && other.isConnecting()) {
                drop(other, AttemptResult.SUPERSEDED);
            }
        }
        exchange.connected(by, call);
    }

    void notConnected(Try failed, AttemptResult why) {
        boolean elsewhere = tries.notConnected(why);
        drop(failed, why);
        int place = elsewhere ? tries.next() : Picker.NONE;
        if (place != Picker.NONE) {
            pool.meter().retried(Retry.Cause.CONNECT.word());
            launch(Try.Kind.NEXT, place, Retry.Cause.CONNECT.word());
        } else if (running.isEmpty()) {
            exchange.fail(tries.answer(), why);
        }
    }

    void broken(Try by, Call.Broken how) {
        Upload body = exchange.upload();
        if (by == winner) {
            exchange.fail(Answer.badGateway(), AttemptResult.ABORTED);
        } else if (how == Call.Broken.STALE && by.isFresh() && tries.mayForget(by.place(), body)) {
            drop(by, AttemptResult.STALE);
            pool.meter().retried(STALE);
            tryNext(STALE);
        } else {
            String reason = Tries.cause(how).map(Retry.Cause::word).orElse("");
            int place = isAlone(by) ? tries.after(how, body) : Picker.NONE;
            sendAgainOrLose(by, Tries.result(how), place, reason, Answer.badGateway());
        }
    }

    /** It took too long to connect, or to answer. */
    void late(Try by, AttemptResult why) {
        if (by.isConnecting()) {
            notConnected(by, why);
        } else {
            int place = isAlone(by) ? tries.afterTimeout(exchange.upload()) : Picker.NONE;
            sendAgainOrLose(by, why, place, Retry.Cause.TIMEOUT.word(), Answer.gatewayTimeout());
        }
    }

    /** It is slow. */
    void hedge(Try by) {
        if (isAlone(by)) {
            launch(Try.Kind.HEDGE, by.isConnecting() ? tries.next() : tries.beside(exchange.upload()), "hedge");
        }
    }

    /** Its endpoint may never answer. */
    void rescue(Try by) {
        int place = isAlone(by) ? tries.rescue(exchange.upload()) : Picker.NONE;
        if (place != Picker.NONE) {
            pool.meter().rescued();
            launch(Try.Kind.RESCUE, place, "rescue");
        }
    }

    /** Whether its answer is thrown away, since another endpoint may give a better one, or is about to. */
    boolean isPassedOver(Try by, int status) {
        if (!route.retry().statuses().contains(status)) {
            return false;
        }
        boolean alone = isAlone(by);
        int place = alone ? tries.afterAnswer(exchange.upload()) : Picker.NONE;
        boolean passedOver = !alone || place != Picker.NONE;
        if (passedOver) {
            sendAgainOrLose(by, AttemptResult.STATUS, place, String.valueOf(status), Answer.badGateway());
        }
        return passedOver;
    }

    /** Its answer is taken. */
    void won(Try by) {
        winner = by;
        visit.answeredBy(by.address());
        for (Try other : List.copyOf(running)) {
            if (other != by) {
                if (by.wasSlowToo()) {
                    other.isAsSlow();
                }
                drop(other, AttemptResult.SUPERSEDED);
            }
        }
        if (by.kind() == Try.Kind.HEDGE) {
            pool.meter().hedged(true);
        }
    }

    /** Nothing more comes of any. */
    void end(AttemptResult result, boolean whole) {
        for (Try one : running) {
            if (one != winner && one.kind() == Try.Kind.HEDGE) {
                pool.meter().hedged(false);
            }
            one.end(result, whole);
        }
        running.clear();
    }

    private void tryNext(String why) {
        int trial = tries.trial();
        int place = trial == Picker.NONE ? tries.next() : trial;
        if (place == Picker.NONE) {
            exchange.fail(tries.answer(), AttemptResult.CONNECT_FAILED);
        } else if (trial == Picker.NONE) {
            launch(Try.Kind.NEXT, place, why);
        } else {
            launch(Try.Kind.TRIAL, place, "trial");
        }
    }

    /** Begins another try; why stands in the access log, and is empty for the first. */
    private void launch(Try.Kind kind, int place, String why) {
        if (place == Picker.NONE) {
            return;
        }
        Try next = new Try(
                exchange,
                this,
                kind,
                new Attempt.Place(pool, place, visit.client().eventLoop(), kind == Try.Kind.TRIAL));
        tries.begun(place);
        running.add(next);
        Lines lines = mayLeaveHttp() ? pool.lines().switchable().orElse(pool.lines()) : pool.lines();
        next.begin(lines, visit.attempted(next.address(), why));
    }

    private void sendAgainOrLose(Try by, AttemptResult result, int place, String reason, Answer answer) {
        if (place != Picker.NONE) {
            drop(by, result);
            pool.meter().retried(reason);
            launch(Try.Kind.NEXT, place, reason);
        } else if (running.size() > 1) {
            drop(by, result);
        } else {
            exchange.fail(answer, result);
        }
    }

    private void drop(Try dropped, AttemptResult result) {
        running.remove(dropped);
        exchange.dropped(dropped);
        if (dropped.kind() == Try.Kind.HEDGE) {
            pool.meter().hedged(false);
        }
        dropped.end(result, false);
    }
}
