package io.quorate.core.balance;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Each in turn, by weight, interleaved: the smooth weighted round-robin of nginx
 * (ngx_http_upstream_round_robin.c), which gives a-a-b-a-c-a-a rather than a-a-a-a-a-b-c for weights 5, 1, 1.
 *
 * <p>Each pick credits every endpoint with its weight; the richest is chosen and pays what all were given. The credits
 * therefore always sum to 0 and stay within the sum of the weights, however many picks there are and whichever places
 * each of them may choose.
 */
final class Turns implements Picker {
    /** Bounds the steps that finding the place to begin may cost. */
    private static final int MOST_STEPS_AHEAD = 16_384;

    /** By place; seen by the test of their bound. */
    final long[] credit;

    private final int[] weights;
    private final int first;

    Turns(int[] weights, long seed) {
        this.weights = weights.clone();
        this.credit = new long[weights.length];
        int places = Math.max(1, weights.length);
        this.first = (int) Math.floorMod(seed, (long) places);
        begin(Math.floorDiv(seed, (long) places), places);
    }

    @Override
    public int pick(IntPredicate usable) {
        int best = NONE;
        long given = 0;
        for (int step = 0; step < weights.length; step++) {
            int i = first + step < weights.length ? first + step : first + step - weights.length;
            if (weights[i] > 0 && usable.test(i)) {
                credit[i] += weights[i];
                given += weights[i];
                if (best == NONE || credit[i] > credit[best]) {
                    best = i;
                }
            }
        }
        if (best != NONE) {
            credit[best] -= given;
        }
        return best;
    }

    /** Some way into the round, or else a new picker's first choice would always be the heaviest. */
    private void begin(long seed, int places) {
        long round = Math.max(1, Arrays.stream(weights).asLongStream().sum());
        long ahead = Math.floorMod(seed, Math.min(round, Math.max(1, MOST_STEPS_AHEAD / places)));
        for (long i = 0; i < ahead; i++) {
            pick(place -> true);
        }
    }
}
