package io.quorate.core.model.net;

import io.quorate.core.model.text.Expect;
import java.util.regex.Pattern;

/** The text form that endpoint and listen addresses share. */
record HostPort(String host, int port) {
    private static final int LONGEST_NAME = 253;
    private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(.*\\.)?\\d+");
    private static final Pattern ZONE = Pattern.compile("%[a-z0-9._-]+$");

    static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        Expect.that(colon > 0, "address", text, "host:port or [ipv6]:port");
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
            Expect.that(host.indexOf(':') >= 0, "address", text, "an IPv6 address in the brackets");
        } else {
            Expect.that(host.indexOf(':') < 0, "address", text, "host:port or [ipv6]:port");
        }
        return new HostPort(host, parsePort(text, text.substring(colon + 1)));
    }

    static void checkHost(String host) {
        boolean ipv6 = host.indexOf(':') >= 0;
        String address = ipv6 ? ZONE.matcher(host).replaceFirst("") : host;
        String name = DnsName.withoutRoot(host);
        boolean known = IpLiteral.bytesOf(address).isPresent() || (!ipv6 && isName(name));
        Expect.that(known, "host", host, "a DNS name or an IP address");
    }

    /**
     * Whether it is a DNS name in lower case, without the root's dot. A name never ends in a number: what looks like an
     * IPv4 address and is none would be read as another address by some (1.2.3 as 1.2.0.3).
     */
    static boolean isName(String text) {
        return text.length() <= LONGEST_NAME
                && NAME.matcher(text).matches()
                && !ENDS_IN_A_NUMBER.matcher(text).matches();
    }

    static String format(String host, int port) {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static int parsePort(String text, String port) {
        boolean digits = !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
        Expect.that(digits, "address", text, "a port number after the last colon");
        return Integer.parseInt(port);
    }
}
