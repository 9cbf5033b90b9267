package io.quorate.core.model.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quorate.core.model.route.UpstreamHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {
    @ParameterizedTest
    @CsvSource({
        "shop.example.com, shop.example.com, false",
        "*.Example.COM,    example.com,      true",
        "*.com,            com,              true",
        "localhost,        localhost,        false",
        "10.0.0.1,         10.0.0.1,         false",
        "[::1],            [::1],            false"
    })
    void readsNamesAndWildcards(String text, String name, boolean wildcard) {
        assertThat(HostPattern.parse(text)).isEqualTo(new HostPattern(name, wildcard));
    }

    @Test
    void theHostThatAnEndpointSeesMayBeFixed() {
        assertThat(UpstreamHost.literal("a:1")).isEqualTo(new UpstreamHost(UpstreamHost.Mode.LITERAL, "a:1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.example.com", "*.example.com", "[::1]"})
    void writesWhatItReads(String text) {
        assertThat(HostPattern.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                "a.*",
                "*a",
                "*.*.a",
                "a:80",
                "[::1]:80",
                "::1",
                "[::1",
                "[1.2.3.4]",
                "[]",
                "[:::]",
                "*.[::1]",
                "*.10.0.0.1",
                "a..b",
                "a.",
                ".a",
                "-a",
                "a b",
                "a/b",
                "é",
                "1.2.3",
                "fe80::1%eth0"
            })
    void refusesTheRest(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPattern.parse(text))
                .withMessage("host: " + text + " (expected: a host name without a port, or *. and a host name)");
    }
}
