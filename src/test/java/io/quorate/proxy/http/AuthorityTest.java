package io.quorate.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    @ParameterizedTest
    @CsvSource({
        "A.Example:80,a.example",
        "a,a",
        "A.example.:80,a.example",
        "a.,a",
        "127.0.0.1:8080,127.0.0.1",
        "[::1],[::1]",
        "[FE80::1]:65535,[fe80::1]"
    })
    void readsHostAndPort(String text, String host) {
        assertThat(Authority.parse(text))
                .hasValueSatisfying(authority -> assertThat(authority.host()).isEqualTo(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "a:",
                "a:b",
                "a:80:80",
                "a b",
                "a/b",
                "u@a",
                "a,b",
                "[::1",
                "[]",
                "[::1]x",
                "a:123456",
                "a:65536",
                ".a",
                "a..b",
                "\u00e9"
            })
    void refusesWhatIsNone(String text) {
        assertThat(Authority.parse(text)).isEmpty();
    }
}
