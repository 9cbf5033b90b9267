package io.quorate.core.model.net;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * IP addresses in text, read strictly and without ever asking a resolver, as {@code InetAddress.getByName} does for
 * whatever is nearly an address.
 */
public final class IpLiteral {
    private static final int IPV6_BYTES = 16;
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9]\\d{0,2}");
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");

    private IpLiteral() {}

    /** The address that the text is; empty if it is none. */
    public static Optional<InetAddress> addressOf(String text) {
        return bytesOf(text).map(IpLiteral::address);
    }

    /** One text for all that mean the same address, IPv6 in brackets or not; empty if the text is no address. */
    public static Optional<String> canonical(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        return addressOf(bracketed ? text.substring(1, text.length() - 1) : text)
                .map(InetAddress::getHostAddress);
    }

    /**
     * The 4 or 16 bytes of an address; empty if the text is none. IPv4 is four decimal numbers without leading zeros,
     * which some read as octal (RFC 6943 section 3.1.1); IPv6 is as in RFC 4291 section 2.2, without a zone.
     */
    static Optional<byte[]> bytesOf(String text) {
        return text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    private static Optional<byte[]> ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        byte[] bytes = new byte[4];
        if (parts.length != bytes.length) {
            return Optional.empty();
        }
        for (int i = 0; i < bytes.length; i++) {
            if (!DECIMAL.matcher(parts[i]).matches() || Integer.parseInt(parts[i]) > 255) {
                return Optional.empty();
            }
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return Optional.of(bytes);
    }

    private static Optional<byte[]> ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true).filter(bytes -> bytes.length == IPV6_BYTES);
        }
        Optional<byte[]> head = groups(text.substring(0, gap), false);
        Optional<byte[]> tail = groups(text.substring(gap + 2), true);
        return head.flatMap(before -> tail.flatMap(after -> joined(before, after)));
    }

    /** The gap between the two stands for at least one group of zeros. */
    private static Optional<byte[]> joined(byte[] head, byte[] tail) {
        if (head.length + tail.length > IPV6_BYTES - 2) {
            return Optional.empty();
        }
        byte[] bytes = Arrays.copyOf(head, IPV6_BYTES);
        System.arraycopy(tail, 0, bytes, IPV6_BYTES - tail.length, tail.length);
        return Optional.of(bytes);
    }

    private static Optional<byte[]> groups(String text, boolean mayEndInIpv4) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(IPV6_BYTES);
        String[] parts = text.isEmpty() ? new String[0] : text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            if (GROUP.matcher(parts[i]).matches()) {
                int group = Integer.parseInt(parts[i], 16);
                bytes.write(group >> 8);
                bytes.write(group);
            } else {
                Optional<byte[]> embedded = ipv4(parts[i]);
                if (!mayEndInIpv4 || i < parts.length - 1 || embedded.isEmpty()) {
                    return Optional.empty();
                }
                bytes.writeBytes(embedded.get());
            }
        }
        return Optional.of(bytes.toByteArray());
    }
}
