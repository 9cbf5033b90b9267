package io.quorate.core.balance;

import java.util.function.IntPredicate;

/** Chooses among a fixed list of endpoints. It holds state and belongs to one thread. */
public interface Picker {
    /** What a pick answers if nothing is usable. */
    int NONE = -1;

    /**
     * The place of the endpoint chosen for a request that brings no key.
     *
     * @param usable which places may be chosen, such as those that this request has not tried yet
     * @return {@link #NONE} if no place with a weight above 0 is usable
     */
    int pick(IntPredicate usable);

    /**
     * The same for a request with a key; policies that do not go by the request ignore it.
     *
     * @param key of any spread: it is mixed
     */
    default int pick(long key, IntPredicate usable) {
        return pick(usable);
    }
}
