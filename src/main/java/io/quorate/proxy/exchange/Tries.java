package io.quorate.proxy.exchange;

import io.quorate.core.balance.Picker;
import io.quorate.proxy.attempt.Choice;
import io.quorate.proxy.client.Answer;
import io.quorate.proxy.http.RequestHead;
import io.quorate.proxy.meter.AttemptResult;
import io.quorate.proxy.wire.Call;
import io.vertx.core.http.HttpMethod;

/** Which endpoints one request has been tried with, and what came of it. */
final class Tries {
    private static final int MOST = 3;

    private final int[] places = new int[MOST];
    private int count;
    private int timeouts;
    private int refusalsByPool;

    /** The place of the endpoint to try next, or {@link Picker#NONE}. */
    int next(Choice choice) {
        int place = count < MOST ? choice.next(this::isUntried) : Picker.NONE;
        if (place != Picker.NONE) {
            places[count++] = place;
        }
        return place;
    }

    /** The place of the latest. */
    int last() {
        return places[count - 1];
    }

    /** The latest could not be connected to. */
    void notConnected(AttemptResult why) {
        timeouts += why == AttemptResult.CONNECT_TIMEOUT ? 1 : 0;
        refusalsByPool += why == AttemptResult.BUSY ? 1 : 0;
    }

    /** The latest has done nothing with the request, and may be tried once more. */
    void forgetLast() {
        places[count - 1] = Picker.NONE;
    }

    /** What was refused was not done; what met a stale connection may have been, and is to be done twice only if it may be. */
    static boolean mayBeMadeAnew(Call.Broken how, HttpMethod method) {
        return how == Call.Broken.REFUSED || (how == Call.Broken.STALE && RequestHead.isIdempotent(method));
    }

    /** What to tell the client if there is nothing left to try. */
    Answer answer() {
        if (count == 0 || refusalsByPool == count) {
            return Answer.unavailable(count == 0 ? "no endpoint" : "too many requests are waiting");
        }
        return timeouts == count ? Answer.gatewayTimeout() : Answer.badGateway();
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
