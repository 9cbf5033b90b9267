package io.quorate.core.model.check;

/** What a probe does and what it asks of the answer. */
public sealed interface CheckKind permits CheckKind.None, CheckKind.Tcp, HttpCheck {
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
}
