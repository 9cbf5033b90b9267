package io.quorate.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private static final long PATIENCE = 3_000;
    private static final MemberId A = new MemberId("a");
    private static final MemberId B = new MemberId("b");

    private final Silence silence = new Silence();

    @Test
    void anOwnerSeemsNotToKnowATargetWhenItHasSaidNothingForLong() {
        assertThat(changes(1_000, A)).isFalse();
        assertThat(changes(3_999, A)).isFalse();
        assertThat(changes(4_000, A)).isTrue();
        assertThat(silence.unaware(7)).containsExactly(A);
        assertThat(silence.unaware(8)).isEmpty();
        assertThat(changes(9_000, A)).as("it is known already").isFalse();
    }

    @Test
    void eachIsCountedByItself() {
        changes(0, A);
        changes(2_000, A, B);
        assertThat(changes(PATIENCE, A, B)).isTrue();
        assertThat(silence.unaware(7)).containsExactly(A);
        assertThat(changes(2_000 + PATIENCE, A, B)).isTrue();
        assertThat(silence.unaware(7)).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void itKnowsItWhenItSaysSomethingAndIsCountedAnewAfterThat() {
        changes(0, A);
        changes(PATIENCE, A);
        assertThat(changes(PATIENCE + 1)).isTrue();
        assertThat(silence.unaware(7)).isEmpty();
        assertThat(changes(PATIENCE + 2, A)).isFalse();
        assertThat(changes(2 * PATIENCE + 1, A)).isFalse();
        assertThat(changes(2 * PATIENCE + 2, A)).isTrue();
    }

    @Test
    void oneThatIsGoneIsForgotten() {
        changes(0, A);
        changes(PATIENCE, A);
        silence.forget(7);
        assertThat(silence.unaware(7)).isEmpty();
        assertThat(changes(PATIENCE + 1, A)).isFalse();
    }

    private boolean changes(long now, MemberId... silent) {
        return silence.changes(7, List.of(silent), now, PATIENCE);
    }
}
