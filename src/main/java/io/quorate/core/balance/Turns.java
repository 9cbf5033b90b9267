package io.quorate.core.balance;

import java.util.function.IntPredicate;

/**
 * Each in turn, by weight, interleaved: the smooth weighted round-robin of nginx
 * (ngx_http_upstream_round_robin.c), which gives a-a-b-a-c-a-a rather than a-a-a-a-a-b-c for weights 5, 1, 1.
 *
 * <p>Each pick credits every endpoint with its weight; the richest is chosen and pays what all were given. The credits
 * therefore always sum to 0 and stay within the sum of the weights, however many picks there are.
 */
final class Turns implements Picker {
    private final int[] weights;
    private final long[] credit;
    private final int first;

    Turns(int[] weights, long seed) {
        this.weights = weights.clone();
        this.credit = new long[weights.length];
        this.first = weights.length == 0 ? 0 : (int) Math.floorMod(seed, (long) weights.length);
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
}
