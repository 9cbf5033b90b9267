package io.quorate.cluster;

import io.quorate.cluster.wire.ClusterSecret;
import io.quorate.core.model.net.Cidr;
import io.quorate.core.model.text.Expect;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * How a member takes part in a cluster.
 *
 * @param file Hazelcast's configuration, with placeholders for what follows
 * @param host the address of this machine that the others reach, as an IP address
 * @param port Hazelcast's; the event bus listens on {@link #busPort}
 * @param members where others may be, {@code host:port} each; may name this one too; none: the one at
 *     port 5701 of this machine
 * @param secret what seals the messages
 * @param tls between the event buses
 */
public record ClusterOptions(Path file, String host, int port, List<String> members, ClusterSecret secret, BusTls tls) {
    public static final int BUS_PORT_OFFSET = 100;

    private static final int FIRST_PORT = 5701;
    private static final List<String> WILDCARDS = List.of("0.0.0.0", "::");
    private static final int HIGHEST_PORT = 65_535 - BUS_PORT_OFFSET;

    public ClusterOptions {
        members = List.copyOf(members);
        Expect.that(port >= 1 && port <= HIGHEST_PORT, "cluster port", port, "1 to " + HIGHEST_PORT);
        Expect.that(isAddress(host), "cluster host", host, "an IP address of this machine that the others reach");
        for (String member : members) {
            Expect.that(!member.isBlank() && member.indexOf(',') < 0, "cluster member", member, "host:port");
        }
    }

    /** Where the event bus listens: {@value #BUS_PORT_OFFSET} above Hazelcast's port. */
    int busPort() {
        return port + BUS_PORT_OFFSET;
    }

    /** Where other members find this one, {@code host:port}. */
    String address() {
        return address(port);
    }

    /** What fills the file's placeholders; system properties fill those that are not ours. */
    Properties placeholders() {
        Properties values = new Properties(System.getProperties());
        values.setProperty("quorate.cluster.host", host);
        values.setProperty("quorate.cluster.port", Integer.toString(port));
        values.setProperty(
                "quorate.cluster.members", members.isEmpty() ? address(FIRST_PORT) : String.join(",", members));
        return values;
    }

    private String address(int atPort) {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + atPort : host + ":" + atPort;
    }

    private static boolean isAddress(String host) {
        try {
            Cidr.parse(host);
            return host.indexOf('/') < 0 && !WILDCARDS.contains(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
