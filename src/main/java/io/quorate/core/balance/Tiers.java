package io.quorate.core.balance;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Several pickers over one list: each is asked only where those before it find nothing usable.
 *
 * @param pickers in each of which only the endpoints of its tier have a weight
 */
public record Tiers(List<Picker> pickers) implements Picker {
    public Tiers {
        pickers = List.copyOf(pickers);
    }

    @Override
    public int pick(IntPredicate usable) {
        for (Picker picker : pickers) {
            int place = picker.pick(usable);
            if (place != NONE) {
                return place;
            }
        }
        return NONE;
    }

    @Override
    public int pick(long key, IntPredicate usable) {
        for (Picker picker : pickers) {
            int place = picker.pick(key, usable);
            if (place != NONE) {
                return place;
            }
        }
        return NONE;
    }
}
