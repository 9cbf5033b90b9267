package io.quorate.core.simulation;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whole clusters in virtual time, each run by its seed: {@code -Dquorate.seed=N} plays one again, {@code
 * -Dquorate.seeds=N} so many.
 */
class SimulationTest {
    private static final int USUAL_SEEDS = 120;

    @Test
    void whateverGoesWrongMembersAgreeOnTheTruthSoonAfter() {
        Long one = Long.getLong("quorate.seed");
        if (one != null) {
            play(one);
            return;
        }
        int seeds = Integer.getInteger("quorate.seeds", USUAL_SEEDS);
        for (long seed = 0; seed < seeds; seed++) {
            play(seed);
        }
    }

    /** The seed decides on everything: members, faults and chance. */
    static void play(long seed) {
        Dice dice = new Dice(seed * 31 + 7);
        List<Fault> faults = faults((int) (seed % (Fault.values().length + 8)), dice);
        int members = dice.one(List.of(1, 2, 2, 3, 3, 3, 4, 5, 6, 8));
        Run run = new Run(seed, faults);
        try {
            run.play(members);
        } catch (AssertionError | RuntimeException e) {
            String what = "-Dquorate.seed=%d %s, %d members: %s".formatted(seed, faults, members, e.getMessage());
            throw new AssertionError(what + "\n" + run.story(), e);
        }
    }

    /** Each fault alone, each time with endpoints that turn; then several at once. */
    private static List<Fault> faults(int number, Dice dice) {
        List<Fault> all = List.of(Fault.values());
        if (number < 2) {
            return List.of(all.get(number));
        }
        List<Fault> some = new ArrayList<>(List.of(Fault.ENDPOINTS));
        if (number < all.size()) {
            some.add(all.get(number));
            return some;
        }
        some.add(dice.one(all));
        some.add(dice.one(all));
        return some.stream().distinct().toList();
    }
}
