package io.quorate.core.balance;

import java.util.function.IntPredicate;

/**
 * Two pickers over one list: the second is asked only where the first finds nothing usable.
 *
 * @param first for which backups have no weight
 * @param backups for which all others have none
 */
public record WithBackups(Picker first, Picker backups) implements Picker {
    @Override
    public int pick(IntPredicate usable) {
        int place = first.pick(usable);
        return place == NONE ? backups.pick(usable) : place;
    }

    @Override
    public int pick(long key, IntPredicate usable) {
        int place = first.pick(key, usable);
        return place == NONE ? backups.pick(key, usable) : place;
    }
}
