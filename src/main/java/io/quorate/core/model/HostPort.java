package io.quorate.core.model;

import java.util.regex.Pattern;

/** The text form that endpoint and listen addresses share. */
record HostPort(String host, int port) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,253}[a-z0-9_.])?");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*(%[a-z0-9._-]+)?");

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
        boolean known = NAME.matcher(host).matches() || IPV6.matcher(host).matches();
        Expect.that(known, "host", host, "a DNS name or an IP address");
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
