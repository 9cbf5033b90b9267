package io.quorate.core.model.upstream;

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

    /** Everything that makes it, in one order. */
    String canonicalText();

    /** Nothing: the endpoints are those that the config lists. */
    record None() implements Discovery {
        @Override
        public String canonicalText() {
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
        public String canonicalText() {
            return Fingerprint.join("dns", name, port);
        }
    }

    /** One endpoint for each SRV record of a name (RFC 2782) and each address of its target. */
    record Srv(String name, Lookup lookup) implements Discovery {
        @Override
        public String canonicalText() {
            return Fingerprint.join("srv", name);
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
        public String canonicalText() {
            return Fingerprint.join("slices", namespace, service, port);
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
