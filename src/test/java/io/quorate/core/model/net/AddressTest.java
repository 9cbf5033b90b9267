package io.quorate.core.model.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quorate.core.model.MemberId;
import io.quorate.core.model.TargetId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:80,          127.0.0.1,       80",
        "shop.example.com:8080, shop.example.com, 8080",
        "SHOP.Example.COM:1,    shop.example.com, 1",
        "_dns.shop:5,           _dns.shop,        5",
        "shop.:65535,           shop.,            65535",
        "[::1]:80,              ::1,              80",
        "[2001:DB8::a]:443,     2001:db8::a,      443",
        "[::ffff:10.0.0.1]:9,   ::ffff:10.0.0.1,  9",
        "[::1%lo]:9,            ::1%lo,           9",
        "[fe80::1%eth0]:9,      fe80::1%eth0,     9",
        "a:00080,               a,                80"
    })
    void readsHostAndPort(String text, String host, int port) {
        assertThat(EndpointAddress.parse(text)).isEqualTo(new EndpointAddress(host, port));
        assertThat(ListenAddress.parse(text)).isEqualTo(new ListenAddress(host, port));
        assertThat(EndpointAddress.parse(text).host()).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":80",
                "a",
                "a:",
                "a:b",
                "a:-1",
                "a:+1",
                "a: 1",
                "a:1 ",
                "a:٣",
                "a:65536",
                "a:99999",
                "a:100000",
                "a:18446744073709551696",
                "::1:80",
                "[::1]",
                "[::1]:",
                "[a]:80",
                "[]:80",
                "[127.0.0.1]:80",
                "[::1:80",
                "::1]:80",
                "[:::]:80",
                "[1:2]:80",
                "[.:1]:80",
                "[::1%]:80",
                "[::1%a b]:80",
                "[%eth0]:80",
                "a..b:1",
                ".a:1",
                "a..:1",
                "-a:1",
                "a-:1",
                "a/b:1",
                "http://a:1",
                "a b:1",
                "a\n:1",
                "é:1",
                "1.2.3:1",
                "1.2.3.4.5:1",
                "256.1.1.1:1",
                "01.2.3.4:1",
                "127.1:1",
                "1.2.3.4.:1",
                "10:1",
                "a.10:1",
                "u@a:1"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointAddress.parse(text))
                .withMessageMatching("(?s)(address|host|port): .* \\(expected: .*\\)");
    }

    @Test
    void takesNamesAsLongAsDnsDoes() {
        String label = "a".repeat(63);
        String name = String.join(".", label, label, label, "a".repeat(61));

        assertThat(EndpointAddress.parse(name + ":1").host()).hasSize(253);
        assertThatIllegalArgumentException().isThrownBy(() -> EndpointAddress.parse("a" + name + ":1"));
        assertThatIllegalArgumentException().isThrownBy(() -> EndpointAddress.parse("a" + label + ":1"));
        assertThatIllegalArgumentException().isThrownBy(() -> EndpointAddress.parse("a.".repeat(50_000) + "b:1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:80", "shop:8080", "[::1]:80", "[fe80::1%eth0]:9"})
    void writesWhatItReads(String text) {
        assertThat(EndpointAddress.parse(text)).hasToString(text);
        assertThat(ListenAddress.parse(text)).hasToString(text);
    }

    @Test
    void ordersByHostThenPort() {
        List<EndpointAddress> ordered = List.of(address("a:2"), address("a:10"), address("b:1"));

        assertThat(List.of(address("b:1"), address("a:10"), address("a:2")).stream()
                        .sorted())
                .isEqualTo(ordered);
        assertThat(address("a:2")).isEqualByComparingTo(address("a:2"));
    }

    @Test
    void keepsTheHostAtAnotherPort() {
        assertThat(address("[::1]:80").withPort(81)).isEqualTo(address("[::1]:81"));
    }

    @Test
    void targetsAreOrderedByAddressThenFingerprint() {
        TargetId first = new TargetId(address("a:1"), "2");
        TargetId second = new TargetId(address("a:2"), "1");
        TargetId third = new TargetId(address("a:2"), "3");

        assertThat(List.of(third, second, first).stream().sorted()).isEqualTo(List.of(first, second, third));
        assertThat(first).hasToString("a:1#2");
    }

    @Test
    void membersAreOrderedByTheirId() {
        assertThat(new MemberId("a")).isLessThan(new MemberId("b")).hasToString("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.255.0.9", "::1", "0:0:0:0:0:0:0:1", "::0.0.0.1"})
    void knowsLoopback(String host) {
        assertThat(new ListenAddress(host, 1).isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0", "::", "128.0.0.1", "127.evil.com", "127.0.0.1.evil.com", "localhost.evil.com", "::2"})
    void knowsWhatIsNotLoopback(String host) {
        assertThat(new ListenAddress(host, 1).isLoopback()).isFalse();
    }

    private static EndpointAddress address(String text) {
        return EndpointAddress.parse(text);
    }
}
