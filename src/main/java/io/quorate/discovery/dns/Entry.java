package io.quorate.discovery.dns;

import java.net.InetAddress;

/**
 * One record of an answer.
 *
 * @param owner in lower case, ending in a dot
 * @param ttl seconds that it may be used
 */
record Entry(String owner, long ttl, Data data) {
    /** What it says. */
    sealed interface Data {}

    /** A or AAAA. */
    record Address(InetAddress value) implements Data {}

    /** CNAME. */
    record Alias(String target) implements Data {}

    /** SRV (RFC 2782). */
    record Service(int priority, int weight, int port, String target) implements Data {}
}
