package io.quorate.core.balance;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Draws lots, by weight, in constant time: the alias method (Walker, 1977; tables as by Vose, 1991), in whole numbers.
 *
 * <p>A lot that may not be used is thrown back. When that happened a few times the rest is looked through, so that what
 * may be used is found even if it is one of many. Either way the chances are those of the weights of what may be used.
 */
final class Lots implements Picker {
    private static final int MOST_THROWN_BACK = 8;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final int[] weights;
    /** A draw is a place and a height below this; 0 if there is nothing to draw. */
    private final long height;
    /** By place: below this height it is drawn itself, from there on the other. */
    private final long[] own;

    private final int[] other;
    private long random;

    Lots(int[] weights, long seed) {
        this.weights = weights.clone();
        this.height = Arrays.stream(weights).asLongStream().sum();
        this.own = new long[weights.length];
        this.other = new int[weights.length];
        this.random = seed;
        share();
    }

    @Override
    public int pick(IntPredicate usable) {
        return pick(usable, NONE);
    }

    /** The same without one place. */
    int pick(IntPredicate usable, int except) {
        if (height == 0) {
            return NONE;
        }
        for (int i = 0; i < MOST_THROWN_BACK; i++) {
            int place = draw();
            if (place != except && usable.test(place)) {
                return place;
            }
        }
        return look(usable, except);
    }

    private int draw() {
        long bits = nextRandom();
        int place = (int) below(weights.length, bits >>> 32);
        return below(height, bits) < own[place] ? place : other[place];
    }

    /** Each takes the lead with the chance that it has among those seen so far. */
    private int look(IntPredicate usable, int except) {
        int chosen = NONE;
        long seen = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0 && i != except && usable.test(i)) {
                seen += weights[i];
                if (below(seen, nextRandom()) < weights[i]) {
                    chosen = i;
                }
            }
        }
        return chosen;
    }

    /** Fills up each place that has less than the height with what another has above it. */
    private void share() {
        int[] poor = new int[weights.length];
        int[] rich = new int[weights.length];
        int poorCount = 0;
        int richCount = 0;
        for (int i = 0; i < weights.length; i++) {
            own[i] = (long) weights[i] * weights.length;
            other[i] = i;
            if (own[i] < height) {
                poor[poorCount++] = i;
            } else {
                rich[richCount++] = i;
            }
        }
        while (poorCount > 0) {
            int filled = poor[--poorCount];
            int giver = rich[richCount - 1];
            other[filled] = giver;
            own[giver] -= height - own[filled];
            if (own[giver] < height) {
                richCount--;
                poor[poorCount++] = giver;
            }
        }
    }

    /** SplitMix64 (Steele, Lea and Flood, 2014): near seeds give sequences far apart. */
    private long nextRandom() {
        random += GOLDEN_GAMMA;
        long mixed = (random ^ (random >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** A number from 0 to below the bound, by the lower 32 bits; of a million none is favoured by one in 4 000. */
    private static long below(long bound, long bits) {
        return ((bits & 0xffff_ffffL) * bound) >>> 32;
    }
}
