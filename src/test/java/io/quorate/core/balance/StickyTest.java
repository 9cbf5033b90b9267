package io.quorate.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.Samples;
import io.quorate.core.model.upstream.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class StickyTest {
    private static final Endpoint A = Samples.endpoint("10.0.0.1:80");
    private static final Endpoint B = Samples.endpoint("10.0.0.2:80");

    /** Clients hold it for long: a change here releases all of them. */
    @Test
    void idsAreTheSameInEveryVersion() {
        assertThat(new Sticky("shop", List.of(A)).id(0)).isEqualTo("bcb2a410380c61af");
    }

    @Test
    void findsTheEndpointByItsIdWhereverItStands() {
        Sticky given = new Sticky("shop", List.of(A, B));
        Sticky asked = new Sticky("shop", List.of(B, A));

        assertThat(asked.place(given.id(0))).isOne();
        assertThat(asked.place(given.id(1))).isZero();
    }

    @Test
    void doesNotKnowTheIdOfAnEndpointThatIsGoneOrOfAnotherUpstream() {
        Sticky sticky = new Sticky("shop", List.of(A));

        assertThat(sticky.place(new Sticky("shop", List.of(B)).id(0))).isEqualTo(Picker.NONE);
        assertThat(sticky.place(new Sticky("other", List.of(A)).id(0))).isEqualTo(Picker.NONE);
        assertThat(sticky.place("")).isEqualTo(Picker.NONE);
    }

    @Test
    void anIdIsSixteenDigits() {
        assertThat(new Sticky("shop", List.of(A)).id(0)).matches("[0-9a-f]{16}");
    }
}
