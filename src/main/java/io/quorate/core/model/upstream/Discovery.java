package io.quorate.core.model.upstream;

import io.quorate.core.model.net.DnsName;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.Fingerprint;
import io.quorate.core.model.text.Spans;
import java.time.Duration;
import java.util.Optional;

/** Where the endpoints are found that the config does not list. */
public sealed interface Discovery {
    /** Nothing to be found. */
    Discovery NONE = new None();

    /** Everything that makes it and is the same on all members, in one order. */
    String canonicalText();

    /** What endpoints are called that have no name of their own, as in their certificates; empty for {@link #NONE}. */
    String serverName();

    /** Nothing: the endpoints are those that the config lists. */
    record None() implements Discovery {
        @Override
        public String toString() {
            return "";
        }

        @Override
        public String canonicalText() {
            return "";
        }

        @Override
        public String serverName() {
            return "";
        }
    }

    /**
     * One endpoint for each A record of a name, or for each AAAA record if it has no A record.
     *
     * @param port of all endpoints
     */
    record Dns(String name, int port, Lookup lookup) implements Discovery {
        public Dns {
            Expect.that(port >= 1 && port <= 65_535, "port", port, "1 to 65535");
        }

        @Override
        public String toString() {
            return "dns:" + name + ":" + port;
        }

        @Override
        public String canonicalText() {
            return Fingerprint.join("dns", name, port);
        }

        @Override
        public String serverName() {
            return DnsName.withoutRoot(name);
        }
    }

    /** One endpoint for each SRV record of a name (RFC 2782) and each address of its target. */
    record Srv(String name, Lookup lookup) implements Discovery {
        @Override
        public String toString() {
            return "srv:" + name;
        }

        @Override
        public String canonicalText() {
            return Fingerprint.join("srv", name);
        }

        /** The name without the labels that say service and protocol. */
        @Override
        public String serverName() {
            return DnsName.withoutRoot(name.replaceFirst("^(_[^.]+\\.)+", ""));
        }
    }

    /**
     * The endpoints of a Kubernetes service, from its EndpointSlices.
     *
     * @param namespace empty: the one that this member runs in
     * @param port name or number of a port of the slices; empty: their only one
     */
    record Slices(String namespace, String service, String port) implements Discovery {
        @Override
        public String toString() {
            String path = namespace.isEmpty() ? service : namespace + "/" + service;
            return "endpointSlices:" + path + (port.isEmpty() ? "" : ":" + port);
        }

        @Override
        public String canonicalText() {
            return Fingerprint.join("slices", namespace, service, port);
        }

        @Override
        public String serverName() {
            return namespace.isEmpty() ? service : service + "." + namespace + ".svc";
        }
    }

    /**
     * How a name is looked up; may differ by member.
     *
     * @param every how long an answer is used at most; less if it says so itself
     * @param server who is asked; empty: whom this machine asks
     */
    record Lookup(Duration every, Optional<EndpointAddress> server) {
        public Lookup {
            Spans.atLeastMillis("every", every, 1);
        }
    }
}
