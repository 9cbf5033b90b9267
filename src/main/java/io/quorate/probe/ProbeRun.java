package io.quorate.probe;

import io.quorate.core.health.FailureKind;
import io.quorate.core.health.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One try under way. It ends once, by what it found, by its deadline or by being called off, whichever is first; its
 * connection is closed at that moment, and what comes later is not heard. Confined to one event loop.
 */
final class ProbeRun {
    private final Promise<Outcome> outcome = Promise.promise();
    private final LongSupplier clock;
    private final Duration timeout;
    private final long started;
    private Runnable disconnect = () -> {};
    private boolean connected;
    private boolean over;

    /** @param clock nanoseconds of a monotonic clock */
    ProbeRun(Duration timeout, LongSupplier clock) {
        this.timeout = timeout;
        this.clock = clock;
        this.started = clock.getAsLong();
    }

    /** Always succeeds, on the thread that ended the run. */
    Future<Outcome> outcome() {
        return outcome.future();
    }

    /** How long it may take. */
    Duration timeout() {
        return timeout;
    }

    boolean isOver() {
        return over;
    }

    /** Hands the connection over: it is closed when the run ends, which may be now, if it came too late. */
    void connected(Runnable toDisconnect) {
        if (over) {
            toDisconnect.run();
            return;
        }
        connected = true;
        disconnect = toDisconnect;
    }

    /** All rules hold. */
    void pass(String what) {
        long latency = latency();
        end(new Outcome.Pass(what + " in " + TimeUnit.NANOSECONDS.toMillis(latency) + " ms", latency));
    }

    /** The endpoint is to blame. */
    void fail(FailureKind kind, String detail) {
        end(new Outcome.Failure(kind, detail, latency()));
    }

    /** This member is to blame. */
    void giveUp(String detail) {
        end(new Outcome.Inconclusive(detail));
    }

    /** The time is up. */
    void expire() {
        if (connected) {
            fail(FailureKind.L7TOUT, "no complete answer in " + timeout.toMillis() + " ms");
        } else {
            fail(FailureKind.L4TOUT, "no connection in " + timeout.toMillis() + " ms");
        }
    }

    /** Nobody wants to know any more. */
    void callOff() {
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
}
