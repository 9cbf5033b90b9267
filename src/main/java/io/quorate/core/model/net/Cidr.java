package io.quorate.core.model.net;

import io.quorate.core.model.text.Expect;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Pattern;

/** A block of IP addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3). */
public final class Cidr {
    private static final Pattern LENGTH = Pattern.compile("0|[1-9]\\d{0,2}");
    private static final int MAPPED_BITS = 96;

    private final byte[] network;
    private final int bits;
    private final String text;

    private Cidr(byte[] network, int bits, String text) {
        this.network = network;
        this.bits = bits;
        this.text = text;
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address. A block of IPv4-mapped IPv6 addresses is the
     * IPv4 block, since Java gives such addresses as IPv4.
     *
     * @throws IllegalArgumentException if the text is none of these; host names are never looked up
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = IpLiteral.bytesOf(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> Expect.refusal("block", text, "an IP address or a CIDR block such as 10.0.0.0/8"));
        int most = network.length * 8;
        String suffix = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
        boolean fits = LENGTH.matcher(suffix).matches() && Integer.parseInt(suffix) <= most;
        Expect.that(fits, "block", text, "a prefix length of 0 to " + most);
        int bits = Integer.parseInt(suffix);
        return bits >= MAPPED_BITS && isMapped(network)
                ? new Cidr(Arrays.copyOfRange(network, MAPPED_BITS / 8, network.length), bits - MAPPED_BITS, text)
                : new Cidr(network, bits, text);
    }

    /** Whether the block holds the address; an IPv4 block never holds an IPv6 address. */
    public boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != network.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (other[i] != network[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        int mask = 0xFF << (8 - rest);
        return rest == 0 || ((other[whole] ^ network[whole]) & mask & 0xFF) == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr cidr && cidr.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    /** ::ffff:0:0/96 (RFC 4291 section 2.5.5.2). */
    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < MAPPED_BITS / 8; i++) {
            if (address[i] != (i < 10 ? 0 : (byte) 0xFF)) {
                return false;
            }
        }
        return true;
    }
}
