package io.quorate.core.model.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,          10.255.255.255,  true",
        "10.0.0.0/8,          11.0.0.0,        false",
        "10.1.2.3/8,          10.9.9.9,        true",
        "192.168.4.0/22,      192.168.7.255,   true",
        "192.168.4.0/22,      192.168.8.0,     false",
        "10.0.0.128/25,       10.0.0.128,      true",
        "10.0.0.128/25,       10.0.0.127,      false",
        "10.0.0.4/31,         10.0.0.5,        true",
        "10.0.0.4/31,         10.0.0.6,        false",
        "10.0.0.4,            10.0.0.4,        true",
        "10.0.0.4,            10.0.0.5,        false",
        "0.0.0.0/0,           255.255.255.255, true",
        "0.0.0.0/0,           ::1,             false",
        "::/0,                1.2.3.4,         false",
        "::/0,                ff::1,           true",
        "fd00::/8,            fdff::1,         true",
        "fd00::/8,            fe00::1,         false",
        "2001:db8:8000::/33,  2001:db8:ffff::, true",
        "2001:db8:8000::/33,  2001:db8:7fff::, false",
        "::1/127,             ::,              true",
        "::1,                 ::1,             true",
        "::1,                 ::2,             false",
        "10.0.0.0/8,          ::ffff:10.1.1.1, true",
        "::ffff:10.0.0.0/104, 10.1.1.1,        true",
        "::ffff:10.0.0.0/104, 11.1.1.1,        false",
        "::ffff:0:0/96,       11.1.1.1,        true",
        "::ffff:0:0/95,       11.1.1.1,        false",
        "::ffff:a00:1,        10.0.0.1,        true",
        "1:2:3:4:5:6:7::/112,  1:2:3:4:5:6:7:9, true",
        "::2:3:4:5:6:7:8,      0:2:3:4:5:6:7:8, true",
        "::fffe:10.0.0.0/104, 10.1.1.1,        false"
    })
    void holdsWhatItsPrefixSays(String block, String address, boolean held) throws UnknownHostException {
        assertThat(Cidr.parse(block).contains(InetAddress.getByName(address))).isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "10.0.0.0/8 ",
                "10.0.0.0/9999999999",
                "::/129",
                "10.0.0/8",
                "10.0.0.256",
                "010.0.0.1",
                "localhost",
                "localhost/8",
                ".:1",
                "1:2",
                "::1%lo",
                "[::1]",
                "1::2::3",
                ":::",
                "::10.0.0.1:1",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8",
                "12345::",
                "g::",
                ":1",
                "1:",
                "1.2.3.4::",
                "10.0.0.٣"
            })
    void refusesWhatIsNoBlock(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cidr.parse(text))
                .withMessageStartingWith("block: " + text + " (expected: ");
    }

    @Test
    void agreesWithArithmeticOnRandomBlocks() throws UnknownHostException {
        Random random = new Random(20_260_101);
        for (int round = 0; round < 20_000; round++) {
            boolean ipv4 = random.nextBoolean();
            byte[] network = new byte[ipv4 ? 4 : 16];
            random.nextBytes(network);
            int bits = random.nextInt(network.length * 8 + 1);
            byte[] other = network.clone();
            int flipped = random.nextInt(other.length * 8);
            other[flipped / 8] ^= (byte) (0x80 >> (flipped % 8));
            String block = InetAddress.getByAddress(network).getHostAddress() + "/" + bits;

            int beyond = network.length * 8 - bits;
            boolean held =
                    new BigInteger(1, network).shiftRight(beyond).equals(new BigInteger(1, other).shiftRight(beyond));
            assertThat(Cidr.parse(block).contains(InetAddress.getByAddress(other)))
                    .as("%s holds %s", block, InetAddress.getByAddress(other))
                    .isEqualTo(held);
        }
    }

    @Test
    void isEqualByItsText() {
        assertThat(Cidr.parse("10.0.0.0/8")).isEqualTo(Cidr.parse("10.0.0.0/8")).hasToString("10.0.0.0/8");
        assertThat(Cidr.parse("10.0.0.0/8")).hasSameHashCodeAs(Cidr.parse("10.0.0.0/8"));
        assertThat(Cidr.parse("10.0.0.0/8")).isNotEqualTo(Cidr.parse("10.0.0.0/9"));
    }
}
