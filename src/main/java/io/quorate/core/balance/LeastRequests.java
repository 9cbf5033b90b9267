package io.quorate.core.balance;

import java.util.function.IntPredicate;

/** The endpoint with the fewest requests in flight for its weight; among equals, each in turn, by weight. */
final class LeastRequests implements Policy {
    @Override
    public String name() {
        return "least-requests";
    }

    @Override
    public Picker picker(int[] weights, Load load, long seed) {
        return new Least(weights.clone(), load, new Turns(weights, seed));
    }

    private static final class Least implements Picker {
        private final int[] weights;
        private final Load load;
        private final Turns turns;

        Least(int[] weights, Load load, Turns turns) {
            this.weights = weights;
            this.load = load;
            this.turns = turns;
        }

        @Override
        public int pick(IntPredicate usable) {
            int least = NONE;
            long leastBusy = 0;
            for (int i = 0; i < weights.length; i++) {
                if (weights[i] > 0 && usable.test(i)) {
                    long busy = load.inFlight(i);
                    if (least == NONE || busy * weights[least] < leastBusy * weights[i]) {
                        least = i;
                        leastBusy = busy;
                    }
                }
            }
            if (least == NONE) {
                return NONE;
            }
            int weight = weights[least];
            long busy = leastBusy;
            int turn = turns.pick(i -> usable.test(i) && load.inFlight(i) * weight <= busy * weights[i]);
            return turn == NONE ? least : turn;
        }
    }
}
