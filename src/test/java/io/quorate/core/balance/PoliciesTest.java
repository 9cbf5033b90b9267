package io.quorate.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PoliciesTest {
    @Test
    void findsEachByItsName() {
        assertThat(Policies.names()).containsExactly("least-requests", "round-robin", "two-choices", "random", "ring");
        assertThat(Policies.names())
                .allSatisfy(name -> assertThat(Policies.named(name).name()).isEqualTo(name));
        assertThat(Policies.names()).contains(Policies.DEFAULT);
    }

    @Test
    void refusesAnUnknownName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policies.named("luck"))
                .withMessage("balance: luck (expected: one of least-requests, round-robin, two-choices, random, ring)");
    }
}
