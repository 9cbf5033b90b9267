package io.quorate.core.balance;

import io.quorate.core.model.upstream.Endpoint;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The less busy for its weight of two that are drawn by weight (Mitzenmacher, The power of two choices in randomized
 * load balancing, 2001): nearly as even as the least busy of all, in a time that does not depend on how many there are,
 * and without all members rushing to the same one.
 */
final class TwoChoices implements Policy {
    @Override
    public String name() {
        return "two-choices";
    }

    @Override
    public Picker picker(List<Endpoint> endpoints, Load load, long seed) {
        return new LessBusy(Weights.of(endpoints), load, seed);
    }

    private static final class LessBusy implements Picker {
        private final int[] weights;
        private final Load load;
        private final Lots lots;

        LessBusy(int[] weights, Load load, long seed) {
            this.weights = weights;
            this.load = load;
            this.lots = new Lots(weights, seed);
        }

        /** If they are equally busy it is the first, so that an idle pool is shared by weight. */
        @Override
        public int pick(IntPredicate usable) {
            int first = lots.pick(usable);
            int second = first == NONE ? NONE : lots.pick(usable, first);
            if (second == NONE) {
                return first;
            }
            boolean lessBusy = load.inFlight(second) * weights[first] < load.inFlight(first) * weights[second];
            return lessBusy ? second : first;
        }
    }
}
