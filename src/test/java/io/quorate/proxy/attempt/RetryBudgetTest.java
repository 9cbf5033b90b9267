package io.quorate.proxy.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final int ALWAYS = (int) RetryBudget.ALWAYS;

    private final RetryBudget budget = new RetryBudget();

    @Test
    void aFewAlwaysMay() {
        assertThat(takeAll(0)).isEqualTo(ALWAYS);
        assertThat(takeAll(9_999)).isZero();
        assertThat(takeAll(10_000)).isEqualTo(ALWAYS);
    }

    @Test
    void aShareOfTheRequestsMay() {
        ask(1000, 0.25, 0);
        assertThat(takeAll(0)).isEqualTo(ALWAYS + 250);
        assertThat(takeAll(1)).isZero();
        ask(8, 0.25, 2);
        assertThat(takeAll(2)).isEqualTo(2);
    }

    @Test
    void whatIsNotUsedIsKeptForTheNextTenSeconds() {
        ask(1000, 0.25, 0);
        ask(1, 0.25, 10_000);
        assertThat(takeAll(19_999)).isEqualTo(ALWAYS + 250);
        ask(1, 0.25, 20_000);
        assertThat(takeAll(20_000)).isEqualTo(ALWAYS);
    }

    @Test
    void whatIsKeptIsForgottenInAQuietTime() {
        ask(1000, 0.25, 0);
        assertThat(takeAll(25_000)).isEqualTo(ALWAYS);
    }

    @Test
    void neverGrowsBeyondWhatWasEarnedOfLate() {
        for (int second = 0; second < 100; second++) {
            ask(100, 0.1, second * 1000L);
        }
        assertThat(takeAll(99_000)).isBetween(ALWAYS + 99, ALWAYS + 100);
    }

    private void ask(int requests, double share, long now) {
        for (int i = 0; i < requests; i++) {
            budget.asked(share, now);
        }
    }

    private int takeAll(long now) {
        int taken = 0;
        while (budget.take(now)) {
            taken++;
        }
        return taken;
    }
}
