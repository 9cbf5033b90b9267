package io.quorate.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrphansTest {
    private static final long PATIENCE = 3_000;

    private final Orphans orphans = new Orphans();

    @Test
    void aTargetIsOneWhenItsOwnersHaveSaidNothingForLong() {
        assertThat(turns(false, 1_000)).isFalse();
        assertThat(turns(false, 3_999)).isFalse();
        assertThat(turns(false, 4_000)).isTrue();
        assertThat(orphans.contains(7)).isTrue();
        assertThat(orphans.contains(8)).isFalse();
        assertThat(turns(false, 9_000)).as("it is one already").isFalse();
    }

    @Test
    void itIsNoneAnyMoreWhenTheySaySomething() {
        turns(false, 0);
        turns(false, PATIENCE);
        assertThat(turns(true, PATIENCE + 1)).isTrue();
        assertThat(orphans.contains(7)).isFalse();
        assertThat(turns(true, PATIENCE + 2)).isFalse();
    }

    @Test
    void theirSilenceIsCountedAnewAfterAWord() {
        turns(false, 0);
        turns(true, 2_000);
        assertThat(turns(false, 2_500)).isFalse();
        assertThat(turns(false, 2_499 + PATIENCE)).isFalse();
        assertThat(turns(false, 2_500 + PATIENCE)).isTrue();
    }

    @Test
    void oneThatIsGoneIsForgotten() {
        turns(false, 0);
        turns(false, PATIENCE);
        orphans.forget(7);
        assertThat(orphans.contains(7)).isFalse();
        assertThat(turns(false, PATIENCE + 1)).isFalse();
    }

    private boolean turns(boolean spoken, long now) {
        return orphans.turns(7, spoken, now, PATIENCE);
    }
}
