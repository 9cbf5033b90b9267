package io.quorate.proxy.attempt;

import io.quorate.core.balance.Picker;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The endpoints for one request, in the order in which it is to try them. */
public final class Choice {
    private final Chooser chooser;
    private final String key;
    private final int named;

    /**
     * Nothing is chosen yet.
     *
     * @param key what the policy goes by; empty: nothing
     * @param named the place that the client's cookie names, or {@link Picker#NONE}
     */
    Choice(Chooser chooser, String key, int named) {
        this.chooser = chooser;
        this.key = key;
        this.named = named;
    }

    /** The place of the endpoint to try next, or {@link Picker#NONE}. */
    public int next(IntPredicate untried) {
        if (named != Picker.NONE && chooser.honours(named) && untried.test(named)) {
            return named;
        }
        return chooser.pick(key, untried);
    }

    /**
     * The {@code Set-Cookie} that keeps the client at the endpoint that answered; empty if the client has it, or is not
     * to be kept.
     *
     * @param secure whether the client came by TLS
     */
    public Optional<String> cookie(int place, boolean secure) {
        return place == named ? Optional.empty() : chooser.cookie(place, secure);
    }
}
