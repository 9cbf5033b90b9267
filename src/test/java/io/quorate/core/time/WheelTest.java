package io.quorate.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WheelTest {
    private static final long START = -1_000_000_007L;
    private static final long TICK = 10;

    private final Wheel<String> wheel = new Wheel<>(START, TICK, 8);
    private final List<String> fired = new ArrayList<>();

    @Test
    void firesAtTheFirstTickThatIsNotBeforeTheTimer() {
        Wheel.Timer<String> timer = timer("a", 21);

        advance(20);
        assertThat(fired).isEmpty();
        advance(30);
        assertThat(fired).containsExactly("a");
        wheel.set(timer, START + 40);
        advance(40);
        assertThat(fired).containsExactly("a", "a");
    }

    @Test
    void firesOnlyOnce() {
        timer("a", 10);

        advance(10);
        advance(500);

        assertThat(fired).containsExactly("a");
    }

    @Test
    void countsThoseThatWait() {
        Wheel.Timer<String> cancelled = timer("a", 10);
        timer("b", 10);
        timer("far", 8 * 10 * 3 + 20);
        assertThat(wheel.waiting()).isEqualTo(3);

        cancelled.cancel();
        advance(10);

        assertThat(wheel.waiting()).isEqualTo(1);
    }

    @Test
    void waitsAsManyRoundsAsItTakes() {
        timer("far", 8 * 10 * 3 + 20);

        for (long time = 10; time < 260; time += 10) {
            advance(time);
        }
        assertThat(fired).isEmpty();
        advance(260);
        assertThat(fired).containsExactly("far");
    }

    @Test
    void firesAllThatALongGapHasMadeDue() {
        for (int i = 1; i <= 50; i++) {
            timer("t" + i, i * 7L);
        }

        advance(10_000);

        assertThat(fired).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void firesInTheOrderOfTheTicks() {
        timer("late", 70);
        timer("early", 10);
        timer("middle", 40);

        advance(75);

        assertThat(fired).containsExactly("early", "middle", "late");
    }

    @Test
    void doesNotFireWhatWasCancelled() {
        timer("a", 10);
        timer("b", 10).cancel();

        advance(100);

        assertThat(fired).containsExactly("a");
    }

    @Test
    void forgetsTheOldTimeOfATimerThatIsSetAgain() {
        Wheel.Timer<String> timer = timer("a", 20);
        wheel.set(timer, START + 50);

        advance(40);
        assertThat(fired).isEmpty();
        advance(50);
        assertThat(fired).containsExactly("a");
    }

    @Test
    void letsWhatFiresCancelWhatWouldFireNext() {
        Wheel.Timer<String> second = new Wheel.Timer<>("second");
        timer("first", 10);
        wheel.set(second, START + 10);

        wheel.advance(START + 10, name -> {
            fired.add(name);
            second.cancel();
        });

        assertThat(fired).containsExactly("first");
    }

    @Test
    void firesWhatIsSetWhileFiringAtALaterTickEvenIfItIsOverdue() {
        Wheel.Timer<String> overdue = new Wheel.Timer<>("overdue");
        timer("first", 10);

        wheel.advance(START + 90, name -> {
            fired.add(name);
            wheel.set(overdue, START);
        });

        assertThat(fired).containsExactly("first");
        advance(100);
        assertThat(fired).containsExactly("first", "overdue");
    }

    @Test
    void firesLaterWhatIsDueBesideAndAfterOneThatThrows() {
        timer("broken", 10);
        timer("beside", 10);
        timer("rounds later", 10 + 8 * TICK);
        timer("after", 40);
        timer("last", 50);

        assertThatThrownBy(() -> wheel.advance(START + 50, WheelTest::refuse)).hasMessage("broken");
        assertThat(fired).isEmpty();
        advance(60);
        assertThat(fired).containsExactlyInAnyOrder("beside", "after", "last");
        advance(80);
        assertThat(fired).hasSize(3);
        advance(90);
        assertThat(fired).hasSize(4).endsWith("rounds later");
    }

    @Test
    void agreesWithASortedListWhateverIsSetAndCancelled() {
        long seed = 20_261_123;
        SplittableRandom random = new SplittableRandom(seed);
        List<Wheel.Timer<Integer>> timers = new ArrayList<>();
        long[] due = new long[200];
        Wheel<Integer> tested = new Wheel<>(START, TICK, 8);
        for (int i = 0; i < due.length; i++) {
            timers.add(new Wheel.Timer<>(i));
        }
        for (long now = 0; now < 20_000; now += random.nextLong(1, 100)) {
            int i = random.nextInt(due.length);
            due[i] = now + random.nextLong(1, 400);
            tested.set(timers.get(i), START + due[i]);
            long time = now;
            tested.advance(START + now, item -> {
                assertThat(due[item]).as("seed %d", seed).isPositive().isLessThanOrEqualTo(time);
                due[item] = 0;
            });
            for (long pending : due) {
                assertThat(pending == 0 || pending > now - TICK)
                        .as("seed %d", seed)
                        .isTrue();
            }
        }
    }

    private Wheel.Timer<String> timer(String name, long due) {
        Wheel.Timer<String> timer = new Wheel.Timer<>(name);
        wheel.set(timer, START + due);
        return timer;
    }

    private static void refuse(String name) {
        throw new IllegalStateException(name);
    }

    private void advance(long time) {
        wheel.advance(START + time, fired::add);
    }
}
