package io.quorate.probe.wire;

import io.quorate.core.health.FailureKind;
import io.quorate.core.health.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One try under way. It ends once, by what it found, by its deadline or by being called off, whichever is first; its
 * connection is closed at that moment, and what comes later is not heard. Confined to one event loop.
 */
public final class ProbeRun {
    private final Promise<Outcome> outcome = Promise.promise();
    private final LongSupplier clock;
    private final Duration timeout;
    private final long started;
    private Runnable disconnect = () -> {};
    private Phase phase = Phase.CONNECTING;
    private @Nullable Instant certificateEnd;
    private boolean over;

    /** @param clock nanoseconds of a monotonic clock */
    public ProbeRun(Duration timeout, LongSupplier clock) {
        this.timeout = timeout;
        this.clock = clock;
        this.started = clock.getAsLong();
    }

    /** Always succeeds, on the thread that ended the run. */
    public Future<Outcome> outcome() {
        return outcome.future();
    }

    /** How long it may take. */
    public Duration timeout() {
        return timeout;
    }

    public boolean isOver() {
        return over;
    }

    /** Hands the connection over: it is closed when the run ends, which may be now, if it came too late. */
    public void connected(Runnable toDisconnect) {
        if (over) {
            toDisconnect.run();
            return;
        }
        phase = Phase.ANSWERING;
        disconnect = toDisconnect;
    }

    /** The TLS handshake has begun. */
    void securing() {
        phase = Phase.SECURING;
    }

    /** It was successful. */
    void secured() {
        phase = Phase.ANSWERING;
    }

    /** The endpoint has shown a certificate that is valid until then, accepted or not. */
    void saw(Instant end) {
        certificateEnd = end;
    }

    /** Until when the certificate is valid that the endpoint has shown, if it has. */
    public Optional<Instant> certificateEnd() {
        return Optional.ofNullable(certificateEnd);
    }

    /** All rules hold. */
    public void pass(String what) {
        long latency = latency();
        end(new Outcome.Pass(what + " in " + TimeUnit.NANOSECONDS.toMillis(latency) + " ms", latency));
    }

    /** The endpoint is to blame. */
    public void fail(FailureKind kind, String detail) {
        end(new Outcome.Failure(kind, detail, latency()));
    }

    /** This member is to blame. */
    public void giveUp(String detail) {
        end(new Outcome.Inconclusive(detail));
    }

    /** The time is up. */
    public void expire() {
        String when = " in " + timeout.toMillis() + " ms";
        switch (phase) {
            case CONNECTING -> fail(FailureKind.L4TOUT, "no connection" + when);
            case SECURING -> fail(FailureKind.L6TOUT, "no TLS handshake" + when);
            case ANSWERING -> fail(FailureKind.L7TOUT, "no complete answer" + when);
        }
    }

    /** Nobody wants to know any more. */
    public void callOff() {
        giveUp("called off");
    }

    private long latency() {
        return clock.getAsLong() - started;
    }

    private void end(Outcome what) {
        if (over) {
            return;
        }
        over = true;
        Runnable last = disconnect;
        // A run may be kept long after its end; the connection, with all its buffers, must not be.
        disconnect = () -> {};
        last.run();
        outcome.complete(what);
    }

    /** What the endpoint is waited for. */
    private enum Phase {
        CONNECTING,
        SECURING,
        ANSWERING
    }
}
