package io.quorate.proxy.attempt;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.quorate.core.passive.TrialEnd;
import io.quorate.proxy.meter.AttemptResult;
import io.quorate.proxy.meter.Slots;
import io.quorate.proxy.wire.Call;
import io.quorate.proxy.wire.Lines;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One try of one endpoint: it counts in the endpoint's load, holds at most one slot and one call, until it ends, however
 * that comes about.
 */
public final class Attempt implements Slots.Waiter, Lines.Opening {
    private static final int SWITCHES = 101;

    private final LivePool pool;
    private final int place;
    private final boolean trial;
    private final EventLoop loop;
    private final Owner owner;
    private Lines lines;
    private @Nullable Call call;
    private long timeoutMillis;
    private int status;
    private long tookMillis;
    private boolean isTold;
    private boolean holdsSlot;
    private boolean over;
    /** Whether another was quicker to connect: what comes of this connect still says something about the endpoint. */
    private boolean outrun;

    /**
     * Where one is made: which endpoint of a pool, and on which event loop.
     *
     * @param trial whether it is to find out if the endpoint works again
     */
    public record Place(LivePool pool, int index, EventLoop loop, boolean trial) {
        /** One for a request alone. */
        public Place(LivePool pool, int index, EventLoop loop) {
            this(pool, index, loop, false);
        }
    }

    /** Who makes attempts. */
    public interface Owner {
        void connected(Attempt attempt, Call call);

        void notConnected(Attempt attempt, AttemptResult why);
    }

    public Attempt(Place at, Owner owner) {
        this.pool = at.pool();
        this.place = at.index();
        this.trial = at.trial();
        this.loop = at.loop();
        this.owner = owner;
        this.lines = pool.lines();
        pool.load(place).inFlight().increment();
    }

    public int place() {
        return place;
    }

    /** Who waits for its endpoint on this event loop. */
    public Watch watch() {
        return pool.watch(place);
    }

    public String address() {
        return pool.address(place);
    }

    /** The call, once there is one. */
    public @Nullable Call call() {
        return call;
    }

    /** A response begins, after that long. */
    public void answered(int with, long millis) {
        status = with;
        tookMillis = millis;
        if (pool.isFailure(with)) {
            tell(TrialEnd.FAILED, "status " + with);
        } else if (trial || with == SWITCHES) {
            // It may last for hours.
            tell(TrialEnd.PASSED, "status " + with);
        }
    }

    public boolean isConnecting() {
        return !over && call == null;
    }

    /** What it has come to if the time to connect is over: without a slot all were taken, by requests that last. */
    public AttemptResult whenLate() {
        return holdsSlot ? AttemptResult.CONNECT_TIMEOUT : AttemptResult.BUSY;
    }

    /** Asks for a call; how it comes out may be told from within. */
    public void connect(Lines over, long millis) {
        lines = over;
        timeoutMillis = millis;
        went(slots().ask(this));
    }

    /**
     * Ends it.
     *
     * @param whole whether request and response came to their ends, so that the connection can be used again
     */
    public void end(AttemptResult result, boolean whole) {
        if (over) {
            return;
        }
        over = true;
        pool.load(place).inFlight().decrement();
        pool.meter().ended(result);
        tell(verdict(result), result == AttemptResult.OK ? "status " + status : result.word());
        if (call != null) {
            call.release(whole);
            if (result == AttemptResult.RESET || result == AttemptResult.INVALID) {
                lines.doubt(pool.door(place));
            }
        } else if (holdsSlot && !lines.areUpTo(pool.door(place))) {
            endConnecting(result);
        }
        if (holdsSlot) {
            slots().giveBack();
        } else {
            slots().leave(this);
        }
    }

    @Override
    public void mayAskAgain() {
        loop.execute(() -> {
            if (over) {
                slots().wakeOne();
            } else if (!holdsSlot) {
                // One that took a slot while it was being told has handed the chance on already.
                went(slots().askAgain(this));
            }
        });
    }

    @Override
    public boolean isWanted() {
        return !over;
    }

    @Override
    public void opened(Call opened) {
        watch().connects();
        if (over) {
            opened.release(false);
        } else {
            call = opened;
            owner.connected(this, opened);
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (over && !outrun) {
            return;
        }
        AttemptResult why = why(cause);
        if (why == AttemptResult.CONNECT_FAILED) {
            ConnectFault.reason(cause).ifPresent(reason -> pool.unreachable(place, reason));
        } else if (outrun && why == AttemptResult.CONNECT_TIMEOUT) {
            pool.unreachable(place, ConnectFault.TIMEOUT);
        }
        if (!over) {
            owner.notConnected(this, why);
        } else if (!trial && verdict(why) == TrialEnd.FAILED) {
            pool.ended(place, true, 0, why.word());
        }
    }

    private void endConnecting(AttemptResult result) {
        if (result == AttemptResult.CONNECT_TIMEOUT) {
            pool.unreachable(place, ConnectFault.TIMEOUT);
        } else if (result == AttemptResult.SUPERSEDED) {
            outrun = true;
            watch().outrun();
        }
    }

    private void went(Slots.Asked asked) {
        switch (asked) {
            case TAKEN -> {
                holdsSlot = true;
                lines.open(pool.door(place), timeoutMillis, this);
            }
            case WAITS -> {}
            case TOO_MANY_WAIT -> owner.notConnected(this, AttemptResult.BUSY);
        }
    }

    /** Once: what comes first counts. */
    private void tell(TrialEnd end, String reason) {
        if (isTold) {
            return;
        }
        isTold = true;
        if (trial) {
            pool.tried(place, end, reason);
        } else if (end != TrialEnd.UNKNOWN) {
            pool.ended(place, end == TrialEnd.FAILED, tookMillis, reason);
        }
    }

    /** What the result says of the endpoint. One whose trial was too slow is not to return. */
    private TrialEnd verdict(AttemptResult result) {
        return switch (result) {
            case OK, STATUS -> TrialEnd.PASSED;
            case CONNECT_FAILED, CONNECT_TIMEOUT, RESET, INVALID, TIMEOUT, ABORTED -> TrialEnd.FAILED;
            case SUPERSEDED -> trial ? TrialEnd.FAILED : TrialEnd.UNKNOWN;
            case BUSY, REFUSED, STALE, CLIENT -> TrialEnd.UNKNOWN;
        };
    }

    private Slots slots() {
        return pool.load(place).slots();
    }

    private static AttemptResult why(Throwable cause) {
        if (cause instanceof ConnectionPoolTooBusyException) {
            return AttemptResult.BUSY;
        }
        boolean timeout = cause instanceof TimeoutException
                || cause instanceof ConnectTimeoutException
                || cause.getCause() instanceof SslHandshakeTimeoutException;
        return timeout ? AttemptResult.CONNECT_TIMEOUT : AttemptResult.CONNECT_FAILED;
    }
}
