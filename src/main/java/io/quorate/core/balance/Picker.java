package io.quorate.core.balance;

import java.util.function.IntPredicate;

/** Chooses among a fixed list of endpoints. It holds state and belongs to one thread. */
public interface Picker {
    /** What {@link #pick} answers if nothing is usable. */
    int NONE = -1;

    /**
     * The place of the chosen endpoint.
     *
     * @param usable which places may be chosen, such as those that this request has not tried yet
     * @return {@link #NONE} if no place with a weight above 0 is usable
     */
    int pick(IntPredicate usable);
}
