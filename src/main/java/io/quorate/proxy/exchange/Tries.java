package io.quorate.proxy.exchange;

import io.quorate.core.balance.Picker;
import io.quorate.core.model.route.Retry;
import io.quorate.proxy.attempt.Choice;
import io.quorate.proxy.attempt.LivePool;
import io.quorate.proxy.client.Answer;
import io.quorate.proxy.http.RequestHead;
import io.quorate.proxy.meter.AttemptResult;
import io.quorate.proxy.timing.Timeouts;
import io.quorate.proxy.wire.Call;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which endpoints one request has been tried with, what came of it, and with which it may be tried once more. */
final class Tries {
    /** With these many in vain there is no more to expect of others. */
    private static final int MOST_IN_VAIN = 3;

    private static final int MOST_STALE = 2;

    private final Retry rule;
    private final HttpMethod method;
    private final LivePool pool;
    private final Choice choice;
    private final Timeouts timeouts;
    private int[] places = new int[4];
    private int count;
    private int inVain;
    private int late;
    private int refusedByPool;
    private int stale;
    private int again;

    /** A request of whose like some may be sent once more. */
    Tries(Retry rule, HttpMethod method, LivePool pool, Choice choice, Timeouts timeouts) {
        this.rule = rule;
        this.method = method;
        this.pool = pool;
        this.choice = choice;
        this.timeouts = timeouts;
        pool.budget().asked(rule.budget(), timeouts.millis());
    }

    Timeouts timeouts() {
        return timeouts;
    }

    /** Bytes of a body that are held so that it can be sent once more. */
    long mostHeld() {
        return rule.attempts() == 0 ? 0 : rule.replayBody();
    }

    /** The place of an endpoint not tried yet, a silent one only if there is no other, or {@link Picker#NONE}. */
    int next() {
        if (inVain >= MOST_IN_VAIN) {
            return Picker.NONE;
        }
        int place = nextAudible();
        return place == Picker.NONE ? choice.next(this::isUntried) : place;
    }

    /** The place of an endpoint that this request is to try, if there is one and it has tried none; else {@link Picker#NONE}. */
    int trial() {
        return count == 0 ? pool.trial(RequestHead.isIdempotent(method), timeouts.millis()) : Picker.NONE;
    }

    void begun(int place) {
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
        }
        places[count++] = place;
    }

    /** One could not be connected to; whether another may be. */
    boolean notConnected(AttemptResult why) {
        inVain++;
        late += why == AttemptResult.CONNECT_TIMEOUT ? 1 : 0;
        refusedByPool += why == AttemptResult.BUSY ? 1 : 0;
        return why == AttemptResult.BUSY || rule.on().contains(Retry.Cause.CONNECT);
    }

    /**
     * Whether it may be made anew because it met a connection that the endpoint was closing, which says nothing against
     * the endpoint, and so takes nothing from the budget.
     */
    boolean mayForget(int place, @Nullable Upload body) {
        boolean listed = rule.attempts() > 0 && rule.on().contains(Retry.Cause.RESET);
        if (!listed || stale >= MOST_STALE || !mayBeDoneTwice(body)) {
            return false;
        }
        stale++;
        for (int i = 0; i < count; i++) {
            places[i] = places[i] == place ? Picker.NONE : places[i];
        }
        return true;
    }

    /** Where to send it once more after that, the same endpoint if there is no other; or {@link Picker#NONE}. */
    int after(Call.Broken how, @Nullable Upload body) {
        boolean listed = cause(how).filter(rule.on()::contains).isPresent();
        boolean may = how == Call.Broken.REFUSED ? isHeld(body) : mayBeDoneTwice(body);
        if (!listed || !may) {
            return Picker.NONE;
        }
        int other = next();
        return counted(other == Picker.NONE && inVain == 0 ? choice.next(any -> true) : other);
    }

    /** Likewise for an answer that does not come; to another endpoint only. */
    int afterTimeout(@Nullable Upload body) {
        return rule.on().contains(Retry.Cause.TIMEOUT) && mayBeDoneTwice(body) ? counted(next()) : Picker.NONE;
    }

    /** Likewise for an answer whose status the rule names. */
    int afterAnswer(@Nullable Upload body) {
        return mayBeDoneTwice(body) ? counted(next()) : Picker.NONE;
    }

    /** Likewise beside one that is slow. */
    int beside(@Nullable Upload body) {
        return mayBeDoneBeside(body) ? counted(nextAudible()) : Picker.NONE;
    }

    /** Likewise if that one's endpoint may never answer: where all are like that, none is better than another. */
    int rescue(@Nullable Upload body) {
        if (!mayBeDoneBeside(body)) {
            return Picker.NONE;
        }
        long now = timeouts.millis();
        return counted(choice.next(candidate -> isUntried(candidate) && pool.isLively(candidate, now)));
    }

    /** What the rule calls it; empty if it is never made again because of it. */
    static Optional<Retry.Cause> cause(Call.Broken how) {
        return switch (how) {
            case RESET, STALE -> Optional.of(Retry.Cause.RESET);
            case REFUSED -> Optional.of(Retry.Cause.REFUSED_STREAM);
            case INVALID -> Optional.empty();
        };
    }

    /** What an attempt whose call broke like that has come to. */
    static AttemptResult result(Call.Broken how) {
        return switch (how) {
            case RESET, STALE -> AttemptResult.RESET;
            case REFUSED -> AttemptResult.REFUSED;
            case INVALID -> AttemptResult.INVALID;
        };
    }

    /** What to tell the client if there is nothing left to try. */
    Answer answer() {
        if (count == 0 || refusedByPool == count) {
            return Answer.unavailable(count == 0 ? "no endpoint" : "too many requests are waiting");
        }
        if (inVain == count && pool.isInPanic()) {
            // All members held them to be down, and so they are.
            return Answer.unavailable("no endpoint");
        }
        if (late == count) {
            return Answer.gatewayTimeout();
        }
        return inVain == count ? Answer.unreachable() : Answer.badGateway();
    }

    private int nextAudible() {
        long now = timeouts.millis();
        return choice.next(candidate -> isUntried(candidate) && !pool.isSilent(candidate, now));
    }

    private int counted(int place) {
        if (place == Picker.NONE || again >= rule.attempts() || !pool.budget().take(timeouts.millis())) {
            return Picker.NONE;
        }
        again++;
        return place;
    }

    private boolean mayBeDoneTwice(@Nullable Upload body) {
        return RequestHead.isIdempotent(method) && isHeld(body);
    }

    /** Nothing that changes anything: the first may yet be done, after what the client asks next. */
    private boolean mayBeDoneBeside(@Nullable Upload body) {
        return RequestHead.isSafe(method) && mayBeDoneTwice(body) && (body == null || body.isComplete());
    }

    private static boolean isHeld(@Nullable Upload body) {
        return body == null || body.isReplayable();
    }

    private boolean isUntried(int place) {
        for (int i = 0; i < count; i++) {
            if (places[i] == place) {
                return false;
            }
        }
        return true;
    }
}
