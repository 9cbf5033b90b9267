package io.quorate.core.balance;

import io.quorate.core.model.text.StableHash;
import io.quorate.core.model.upstream.Endpoint;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Consistent hashing with bounded loads: a key stays at its endpoint while that one is not overloaded, on every member
 * alike, and an endpoint that comes or goes moves only its own keys.
 *
 * <p>Each key ranks the endpoints by a hash of the two (Thaler and Ravishankar, 1998), weighted as by Schindelhauer and
 * Schomaker (2005): the distance of an endpoint is exponentially distributed with its weight as the rate, so that each
 * is the nearest for just its share of the keys. Points on a circle come to the same with more of everything: to tell a
 * weight of 1 from 1000 takes thousands of points for each endpoint, they have to be made anew when a pool changes, and
 * one that is overloaded burdens its neighbour on the circle alone, where here it is all others.
 *
 * <p>No endpoint is given more than 1.25 of its share of what is in flight (Mirrokni, Thorup and Zadimoghaddam, 2018);
 * the rest goes to the next nearest. A request without a key goes to the less busy of two.
 */
final class Ring implements Policy {
    private static final double MOST_OF_SHARE = 1.25;
    /** So few in flight are no load: a browser with its six connections is not torn apart while all else is idle. */
    private static final int NO_LOAD = 8;

    @Override
    public String name() {
        return "ring";
    }

    @Override
    public Picker picker(List<Endpoint> endpoints, Load load, long seed) {
        long[] identities = endpoints.stream()
                .mapToLong(endpoint -> StableHash.of(endpoint.address().toString()))
                .toArray();
        Picker withoutKey = new TwoChoices().picker(endpoints, load, seed);
        return new Nearest(identities, Weights.of(endpoints), load, withoutKey);
    }

    private static final class Nearest implements Picker {
        private final long[] identities;
        private final int[] weights;
        private final Load load;
        private final Picker withoutKey;

        Nearest(long[] identities, int[] weights, Load load, Picker withoutKey) {
            this.identities = identities;
            this.weights = weights;
            this.load = load;
            this.withoutKey = withoutKey;
        }

        @Override
        public int pick(IntPredicate usable) {
            return withoutKey.pick(usable);
        }

        /** The load may change meanwhile: if none seems free, the nearest is as good as any. */
        @Override
        public int pick(long key, IntPredicate usable) {
            int nearest = nearest(key, usable, Double.POSITIVE_INFINITY);
            if (nearest == NONE || load.inFlight(nearest) < NO_LOAD) {
                return nearest;
            }
            double bound = bound(usable);
            if (isFree(nearest, bound)) {
                return nearest;
            }
            int free = nearest(key, usable, bound);
            return free == NONE ? nearest : free;
        }

        private int nearest(long key, IntPredicate usable, double bound) {
            int nearest = NONE;
            long most = 0;
            for (int i = 0; i < weights.length; i++) {
                if (weights[i] > 0 && usable.test(i)) {
                    long drawn = StableHash.then(identities[i], key) >>> 12;
                    boolean nearer = nearest == NONE || isNearer(drawn, weights[i], most, weights[nearest]);
                    if (nearer && isFree(i, bound)) {
                        nearest = i;
                        most = drawn;
                    }
                }
            }
            return nearest;
        }

        /** Whether -ln(x) by its weight is less than -ln(y) by its own, for what was drawn of 2^52 each. */
        private static boolean isNearer(long drawn, int weight, long otherDrawn, int otherWeight) {
            if (weight == otherWeight) {
                return drawn > otherDrawn;
            }
            // Within 0 and 1, both excluded, and exact.
            double x = (drawn + 0.5) * 0x1p-52;
            double y = (otherDrawn + 0.5) * 0x1p-52;
            // As -ln(x) > 1-x and -ln(y) < (1-y)/y, few logarithms are needed.
            if ((1 - x) * y * otherWeight >= (1 - y) * weight) {
                return false;
            }
            // Strict: the other one may differ by platform, and then members would.
            return StrictMath.log(x) * otherWeight > StrictMath.log(y) * weight;
        }

        /** How much may be in flight for each unit of weight, this request included. */
        private double bound(IntPredicate usable) {
            long inFlight = 1;
            long weight = 0;
            for (int i = 0; i < weights.length; i++) {
                if (weights[i] > 0 && usable.test(i)) {
                    inFlight += load.inFlight(i);
                    weight += weights[i];
                }
            }
            return MOST_OF_SHARE * inFlight / weight;
        }

        private boolean isFree(int place, double bound) {
            return bound == Double.POSITIVE_INFINITY
                    || load.inFlight(place) < Math.max(NO_LOAD, Math.ceil(bound * weights[place]));
        }
    }
}
