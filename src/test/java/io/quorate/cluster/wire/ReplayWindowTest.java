package io.quorate.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.MemberId;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    private final ReplayWindow window = new ReplayWindow();

    @Test
    void takesEachNumberOnce() {
        assertThat(window.accept(0)).isTrue();
        assertThat(window.accept(0)).isFalse();
        assertThat(window.accept(1)).isTrue();
    }

    @Test
    void takesWhatWasOvertaken() {
        window.accept(10);
        assertThat(window.accept(4)).isTrue();
        assertThat(window.accept(4)).isFalse();
    }

    @Test
    void refusesWhatIsTooOldToTell() {
        window.accept(ReplayWindow.WIDTH);
        assertThat(window.accept(1)).isTrue();
        assertThat(window.accept(0)).isFalse();
    }

    @Test
    void forgetsAllThatAGreatLeapLeavesBehind() {
        window.accept(5);
        assertThat(window.accept(Long.MAX_VALUE)).isTrue();
        assertThat(window.accept(Long.MAX_VALUE)).isFalse();
        assertThat(window.accept(Long.MAX_VALUE - ReplayWindow.WIDTH + 1)).isTrue();
        assertThat(window.accept(5)).isFalse();
    }

    @Test
    void agreesWithASetThatForgetsNothing() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Set<Long> seen = new HashSet<>();
        long highest = -1;
        for (int i = 0; i < 50_000; i++) {
            long sequence =
                    Math.max(0, highest + random.nextInt(random.nextInt(50) == 0 ? 3000 : 4) - random.nextInt(6));
            sequence = random.nextInt(10) == 0 ? Math.max(0, highest - random.nextInt(1200)) : sequence;
            boolean expected = highest - sequence < ReplayWindow.WIDTH && seen.add(sequence);
            assertThat(window.accept(sequence)).as("seed %d, step %d", seed, i).isEqualTo(expected);
            highest = Math.max(highest, sequence);
        }
    }

    @Test
    void keepsNoMoreSendersThanItMay() {
        Senders senders = new Senders();
        for (int i = 0; i < 5000; i++) {
            senders.accept(new MemberId("m" + i), 0);
        }
        assertThat(senders.size()).isEqualTo(1024);
        assertThat(senders.accept(new MemberId("m4999"), 0)).isFalse();
    }
}
