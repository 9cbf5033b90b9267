package io.quorate.core.health;

/** What happened to one probe. */
public sealed interface Outcome permits Outcome.Pass, Outcome.Failure, Outcome.Inconclusive {
    /** One line for people: what was seen. */
    String reason();

    /** All rules held. */
    record Pass(String detail, long latencyNanos) implements Outcome {
        @Override
        public String reason() {
            return detail;
        }
    }

    /** The endpoint is to blame. */
    record Failure(FailureKind kind, String detail, long latencyNanos) implements Outcome {
        @Override
        public String reason() {
            return kind + ": " + detail;
        }
    }

    /** This member is to blame (paused, out of sockets, the probe called off): no evidence either way. */
    record Inconclusive(String detail) implements Outcome {
        @Override
        public String reason() {
            return detail;
        }
    }
}
