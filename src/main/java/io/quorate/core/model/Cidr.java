package io.quorate.core.model;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A block of IP addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3). */
public final class Cidr {
    private final byte[] network;
    private final int bits;
    private final String text;

    private Cidr(byte[] network, int bits, String text) {
        this.network = network;
        this.bits = bits;
        this.text = text;
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address.
     *
     * @throws IllegalArgumentException if the text is none of these; host names are never looked up
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean literal =
                address.matches("\\d{1,3}(\\.\\d{1,3}){3}") || address.matches("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
        Expect.that(literal, "block", text, "an IP address or a CIDR block such as 10.0.0.0/8");
        byte[] network = bytesOf(address, text);
        int most = network.length * 8;
        String suffix = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
        boolean fits = suffix.matches("\\d{1,3}") && Integer.parseInt(suffix) <= most;
        Expect.that(fits, "block", text, "a prefix length of 0 to " + most);
        return new Cidr(network, Integer.parseInt(suffix), text);
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

    private static byte[] bytesOf(String address, String text) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw Expect.refusal("block", text, "an IP address or a CIDR block such as 10.0.0.0/8");
        }
    }
}
