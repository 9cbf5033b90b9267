package io.quorate.core.model.check;

import io.quorate.core.model.text.Expect;

/** What a probe does and what it asks of the answer. */
public sealed interface CheckKind permits CheckKind.None, CheckKind.Tcp, CheckKind.Tls, CheckKind.Grpc, HttpCheck {
    /** The word for it in the config. */
    String type();

    /** No check: the endpoints count as up. */
    record None() implements CheckKind {
        @Override
        public String type() {
            return "none";
        }
    }

    /** A TCP connection is enough. */
    record Tcp() implements CheckKind {
        @Override
        public String type() {
            return "tcp";
        }
    }

    /** A TLS handshake is enough. */
    record Tls() implements CheckKind {
        @Override
        public String type() {
            return "tls";
        }
    }

    /**
     * A call of {@code grpc.health.v1.Health/Check}.
     *
     * @param service whose health is asked for; empty: the whole server's
     */
    record Grpc(String service) implements CheckKind {
        /** Of a service's name, full of packages; none is nearly as long. */
        private static final int LONGEST = 512;

        public Grpc {
            boolean plain = service.chars().allMatch(c -> c > 0x20 && c < 0x7F);
            Expect.that(
                    plain && service.length() <= LONGEST, "service", service, "a name such as shop.v1.Orders, or none");
        }

        @Override
        public String type() {
            return "grpc";
        }
    }
}
