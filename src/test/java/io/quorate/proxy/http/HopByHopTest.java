package io.quorate.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(HopByHop.nominated(List.of("close, X-One ,", "x-two"))).containsExactly("x-one", "x-two");
    }

    @Test
    void doesNotLetFramingRoutingOrIdentityBeNominatedAway() {
        List<String> values = List.of("Host, Content-Length, Authorization, Cookie, X-Forwarded-For, Forwarded, Via");
        assertThat(HopByHop.nominated(values)).isEmpty();
    }
}
