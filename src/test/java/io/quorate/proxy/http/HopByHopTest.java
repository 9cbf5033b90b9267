package io.quorate.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HopByHopTest {
    @Test
    void knowsTheFieldsThatEndAtAHopInAnyCase() {
        for (String name : List.of("Connection", "TE", "upgrade", "Proxy-Connection", "HTTP2-Settings", "Keep-Alive")) {
            assertThat(HopByHop.isKnown(name)).as(name).isTrue();
        }
        for (String name : List.of("Host", "Content-Length", "X-A", "", "x".repeat(100))) {
            assertThat(HopByHop.isKnown(name)).as(name).isFalse();
        }
    }

    @Test
    void takesNominationsFromAllValuesInLowerCase() {
        assertThat(HopByHop.nominated(List.of("close, X-One ,", "x-two"))).containsExactlyInAnyOrder("x-one", "x-two");
    }

    @Test
    void holdsANominatedNameInAnyCase() {
        assertThat(HopByHop.holds(HopByHop.nominated(List.of("x-ONE")), "X-One"))
                .isTrue();
        assertThat(HopByHop.holds(HopByHop.nominated(List.of("x-one")), "x-two"))
                .isFalse();
    }

    @Test
    void takesNoMoreOptionsThanAnybodyNeeds() {
        assertThat(HopByHop.nominated(List.of("a" + ",a".repeat(30), "b"))).containsExactlyInAnyOrder("a", "b");
        assertThatThrownBy(() -> HopByHop.nominated(List.of("a" + ",a".repeat(30), "b,c")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HopByHop.nominated(List.of(",".repeat(32))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void doesNotLetFramingRoutingOrIdentityBeNominatedAway() {
        List<String> values = List.of("Host, Content-Length, Authorization, Cookie, X-Forwarded-For, Forwarded, Via");
        assertThat(HopByHop.nominated(values)).isEmpty();
    }
}
