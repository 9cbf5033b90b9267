package io.quorate.core.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** All chance in a run: the same seed gives the same run. */
final class Dice {
    private final SplittableRandom random;

    Dice(long seed) {
        this(new SplittableRandom(seed));
    }

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    /** Dice of their own, so that what one part throws does not change what another does. */
    Dice split() {
        return new Dice(random.split());
    }

    /** From low to high, both possible. */
    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    long nanos(long low, long high) {
        return random.nextLong(low, high + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    long any() {
        return random.nextLong();
    }
}
