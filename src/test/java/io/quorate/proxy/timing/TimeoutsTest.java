package io.quorate.proxy.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimeoutsTest {
    private long nanos;
    private final Timeouts timeouts = new Timeouts(() -> nanos);
    private final List<String> expired = new ArrayList<>();

    @Test
    void expiresInTimeAndNeverEarly() {
        timeouts.arm(named("a"), 100);
        advanceTo(99);
        assertThat(expired).isEmpty();
        advanceTo(100 + 2 * Timeouts.TICK_MILLIS);
        assertThat(expired).containsExactly("a");
        advanceTo(100_000);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void waitsForMoreThanOneRound() {
        timeouts.arm(named("a"), 30_000);
        advanceTo(29_999);
        assertThat(expired).isEmpty();
        advanceTo(30_100);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void forgetsWhatIsCancelledOrArmedAgain() {
        Timeouts.Timeout cancelled = named("cancelled");
        Timeouts.Timeout later = named("later");
        timeouts.arm(cancelled, 100);
        timeouts.arm(later, 100);
        timeouts.cancel(cancelled);
        timeouts.cancel(cancelled);
        timeouts.arm(later, 500);
        advanceTo(400);
        assertThat(expired).isEmpty();
        advanceTo(600);
        assertThat(expired).containsExactly("later");
    }

    @Test
    void letsOneThatExpiresCancelOneThatIsDueToo() {
        Timeouts.Timeout second = named("second");
        timeouts.arm(
                new Timeouts.Timeout() {
                    @Override
                    protected void expire() {
                        expired.add("first");
                        timeouts.cancel(second);
                    }
                },
                100);
        timeouts.arm(second, 100);
        advanceTo(1_000);
        assertThat(expired).containsExactly("first");
    }

    @Test
    void letsOneThatExpiresArmItselfAgain() {
        Timeouts.Timeout again = new Timeouts.Timeout() {
            @Override
            protected void expire() {
                expired.add("again");
                timeouts.arm(this, 100);
            }
        };
        timeouts.arm(again, 100);
        for (long time = 0; time <= 1_000; time += Timeouts.TICK_MILLIS) {
            advanceTo(time);
        }
        assertThat(expired).hasSizeBetween(6, 10);
    }

    private Timeouts.Timeout named(String name) {
        return new Timeouts.Timeout() {
            @Override
            protected void expire() {
                expired.add(name);
            }
        };
    }

    private void advanceTo(long millis) {
        nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        timeouts.advance();
    }
}
