package io.quorate.core.health;

import static io.quorate.core.health.VoteState.DOWN;
import static io.quorate.core.health.VoteState.PENDING;
import static io.quorate.core.health.VoteState.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quorate.core.model.check.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HysteresisTest {
    private static final Thresholds RISE_2_FALL_3 = new Thresholds(2, 3);

    /** Outcomes as p (pass) and f (failure), the states after each as U and D. */
    @ParameterizedTest
    @CsvSource({
        "the first outcome decides alone,               2, 3, p,         U",
        "a first failure too,                           2, 3, f,         D",
        "goes down on the third failure in a row,       2, 3, pfff,      UUUD",
        "a pass resets the run of failures,             2, 3, pffpfff,   UUUUUUD",
        "comes up on the second pass in a row,          2, 3, fpp,       DDU",
        "a failure resets the run of passes,            2, 3, fpfpp,     DDDDU",
        "stays up while all pass,                       2, 3, pppp,      UUUU",
        "stays down while all fail,                     2, 3, ffff,      DDDD",
        "the first failure starts a run of its own,     2, 3, ppppfffpp, UUUUUUDDU",
        "the run that turned it does not count again,   2, 3, pfffpfp,   UUUDDDD",
        "thresholds of one turn it at each outcome,     1, 1, pfpffp,    UDUDDU",
        "a rise of three,                               3, 1, fpppf,     DDDUD"
    })
    void turnsOnlyAfterEnoughInARow(String what, int rise, int fall, String outcomes, String states) {
        Thresholds thresholds = new Thresholds(rise, fall);
        StringBuilder seen = new StringBuilder();
        Hysteresis state = Hysteresis.NEW;
        for (int i = 0; i < outcomes.length(); i++) {
            state = state.after(outcomes.charAt(i) == 'p', thresholds);
            seen.append(state.state().name().charAt(0));
        }

        assertThat(seen).as(what).hasToString(states);
    }

    @Test
    void isUndecidedWhileTheLastOutcomeSpeaksAgainstTheState() {
        Hysteresis up = Hysteresis.NEW.after(true, RISE_2_FALL_3);
        Hysteresis doubted = up.after(false, RISE_2_FALL_3);
        Hysteresis down = doubted.after(false, RISE_2_FALL_3).after(false, RISE_2_FALL_3);

        assertThat(Hysteresis.NEW.undecided()).isTrue();
        assertThat(up.undecided()).isFalse();
        assertThat(doubted.undecided()).isTrue();
        assertThat(down.undecided()).isFalse();
        assertThat(down.after(true, RISE_2_FALL_3).undecided()).isTrue();
    }

    @Test
    void countsTheStreakOfLikeOutcomes() {
        Hysteresis twice = Hysteresis.NEW.after(false, RISE_2_FALL_3).after(false, RISE_2_FALL_3);

        assertThat(twice).isEqualTo(new Hysteresis(DOWN, false, 2));
        assertThat(twice.after(true, RISE_2_FALL_3)).isEqualTo(new Hysteresis(DOWN, true, 1));
    }

    @Test
    void theStreakStopsCountingBeforeItOverflows() {
        Hysteresis longest = new Hysteresis(UP, true, 1_000_000);

        assertThat(longest.after(true, RISE_2_FALL_3)).isEqualTo(longest);
        assertThat(longest.after(false, RISE_2_FALL_3)).isEqualTo(new Hysteresis(UP, false, 1));
    }

    @Test
    void refusesAStreakThatDoesNotFitTheState() {
        assertThat(new Hysteresis(PENDING, false, 0)).isEqualTo(Hysteresis.NEW);
        List.<Runnable>of(
                        () -> new Hysteresis(PENDING, false, -1),
                        () -> new Hysteresis(UP, true, 0),
                        () -> new Hysteresis(UP, true, 1, UP),
                        () -> new Hysteresis(DOWN, false, -1))
                .forEach(creation -> assertThatIllegalArgumentException()
                        .isThrownBy(creation::run)
                        .withMessageContaining("(expected: 1 or more unless pending, and then nothing expected)"));
    }

    @Test
    void oneOutcomeConfirmsWhatOthersHoldAndSeveralRefuteIt() {
        assertThat(Hysteresis.expecting(UP).after(true, RISE_2_FALL_3)).isEqualTo(new Hysteresis(UP, true, 1));
        assertThat(Hysteresis.expecting(DOWN).after(false, RISE_2_FALL_3)).isEqualTo(new Hysteresis(DOWN, false, 1));

        Hysteresis twice = Hysteresis.expecting(UP).after(false, RISE_2_FALL_3).after(false, RISE_2_FALL_3);
        assertThat(twice).isEqualTo(new Hysteresis(PENDING, false, 2, UP));
        assertThat(twice.undecided()).isTrue();
        assertThat(twice.after(false, RISE_2_FALL_3)).isEqualTo(new Hysteresis(DOWN, false, 3));
        assertThat(twice.after(true, RISE_2_FALL_3)).isEqualTo(new Hysteresis(UP, true, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithALookBackOverTheWholeHistory(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            Thresholds thresholds = new Thresholds(1 + random.nextInt(5), 1 + random.nextInt(5));
            double passes = random.nextDouble();
            List<Boolean> history = new ArrayList<>();
            VoteState expected = PENDING;
            Hysteresis state = Hysteresis.NEW;
            for (int step = 0; step < 150; step++) {
                history.add(random.nextDouble() < passes);
                expected = naive(history, expected, thresholds);
                state = state.after(history.get(step), thresholds);

                assertThat(state.state())
                        .as("seed %d, history %s", seed, history)
                        .isEqualTo(expected);
            }
        }
    }

    private static VoteState naive(List<Boolean> history, VoteState before, Thresholds thresholds) {
        boolean last = history.get(history.size() - 1);
        int needed = before == PENDING ? 1 : last ? thresholds.rise() : thresholds.fall();
        boolean enough = history.size() >= needed
                && !history.subList(history.size() - needed, history.size()).contains(!last);
        return enough ? (last ? UP : DOWN) : before;
    }
}
