package io.quorate.core.balance;

import io.quorate.core.model.upstream.Endpoint;
import java.util.List;
import java.util.function.IntPredicate;

/** The endpoint with the fewest requests in flight for its weight; among equals, each in turn, by weight. */
final class LeastRequests implements Policy {
    @Override
    public String name() {
        return "least-requests";
    }

    @Override
    public Picker picker(List<Endpoint> endpoints, Load load, long seed) {
        int[] weights = Weights.of(endpoints);
        return new Least(weights, load, new Turns(weights, seed));
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
            boolean tied = false;
            for (int i = 0; i < weights.length; i++) {
                if (weights[i] > 0 && usable.test(i)) {
                    long busy = load.inFlight(i);
                    long compared = least == NONE ? -1 : busy * weights[least] - leastBusy * weights[i];
                    tied = compared == 0 || (tied && compared > 0);
                    if (compared < 0) {
                        least = i;
                        leastBusy = busy;
                    }
                }
            }
            return tied ? oneOfEqual(least, leastBusy, usable) : least;
        }

        /** The load may have changed meanwhile: then the one found first is as good as any. */
        private int oneOfEqual(int least, long leastBusy, IntPredicate usable) {
            int weight = weights[least];
            int turn = turns.pick(i -> usable.test(i) && load.inFlight(i) * weight <= leastBusy * weights[i]);
            return turn == NONE ? least : turn;
        }
    }
}
