package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private final TimerWheel wheel = new TimerWheel(0);
    private final List<String> expired = new ArrayList<>();

    @Test
    void expiresInTimeAndNeverEarly() {
        wheel.arm(named("a"), 100);
        advanceTo(100);
        assertThat(expired).isEmpty();
        advanceTo(100 + 2 * TimerWheel.TICK_MILLIS);
        assertThat(expired).containsExactly("a");
        advanceTo(100_000);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void waitsForMoreThanOneRound() {
        wheel.arm(named("a"), 30_000);
        advanceTo(29_999);
        assertThat(expired).isEmpty();
        advanceTo(30_100);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void forgetsWhatIsCancelledOrArmedAgain() {
        TimerWheel.Timeout cancelled = named("cancelled");
        TimerWheel.Timeout later = named("later");
        wheel.arm(cancelled, 100);
        wheel.arm(later, 100);
        wheel.cancel(cancelled);
        wheel.cancel(cancelled);
        wheel.arm(later, 500);
        advanceTo(400);
        assertThat(expired).isEmpty();
        advanceTo(600);
        assertThat(expired).containsExactly("later");
    }

    @Test
    void letsOneThatExpiresCancelOneThatIsDueToo() {
        TimerWheel.Timeout second = named("second");
        wheel.arm(
                new TimerWheel.Timeout() {
                    @Override
                    void expire() {
                        expired.add("first");
                        wheel.cancel(second);
                    }
                },
                100);
        wheel.arm(second, 100);
        advanceTo(1_000);
        assertThat(expired).containsExactly("first");
    }

    @Test
    void letsOneThatExpiresArmItselfAgain() {
        TimerWheel.Timeout again = new TimerWheel.Timeout() {
            @Override
            void expire() {
                expired.add("again");
                wheel.arm(this, 100);
            }
        };
        wheel.arm(again, 100);
        for (long time = 0; time <= 1_000; time += TimerWheel.TICK_MILLIS) {
            advanceTo(time);
        }
        assertThat(expired).hasSizeBetween(6, 10);
    }

    private TimerWheel.Timeout named(String name) {
        return new TimerWheel.Timeout() {
            @Override
            void expire() {
                expired.add(name);
            }
        };
    }

    private void advanceTo(long millis) {
        wheel.advance(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
