package io.quorate.proxy.http2;

import io.netty.channel.Channel;
import io.quorate.proxy.timing.Timeouts;

/** One connection to an endpoint in HTTP/2: how many calls it takes, and how long it is kept. It belongs to its event loop. */
final class Http2Line implements Http2Wire.Line {
    /** Calls at once on one connection, at most. */
    static final int MOST_CALLS = 100;

    private static final long ANSWERS_PING_MILLIS = 2_000;

    private final Owner owner;
    private final Timeouts timeouts;
    private final long idleMillis;
    private final Http2Wire wire = new Http2Wire(this);
    private final Wait wait = new Wait();
    private long mostCalls;
    private int calls;
    /** Of these, how many have no stream yet. A stream may end later than its call. */
    private int unopened;

    private boolean settled;
    private boolean silent;
    private boolean leaving;
    private boolean pinged;
    private boolean closed;

    /** Whose lines these are. */
    interface Owner {
        /** The endpoint has said what it takes. */
        void settled(Http2Line line);

        /** A call more can be made. */
        void freed();

        /** No further call can be made on it. */
        void left(Http2Line line);
    }

    Http2Line(Owner owner, Timeouts timeouts, long idleMillis) {
        this.owner = owner;
        this.timeouts = timeouts;
        this.idleMillis = idleMillis;
    }

    Http2Wire wire() {
        return wire;
    }

    /** Greets the endpoint, which has to greet back in time. */
    void begin(Channel channel, long timeoutMillis) {
        timeouts.arm(wait, timeoutMillis);
        wire.on(channel);
    }

    boolean isSettled() {
        return settled;
    }

    /** Whether the endpoint has let the time pass in which it had to greet back. */
    boolean wasSilent() {
        return silent;
    }

    boolean takesCalls() {
        return settled && !leaving && !closed && unopened + wire.openStreams() < mostCalls;
    }

    Http2Call call() {
        calls++;
        unopened++;
        if (!pinged) {
            timeouts.cancel(wait);
        }
        return new Http2Call(this);
    }

    /** A call has its stream. */
    void opened() {
        unopened--;
    }

    /**
     * One call fewer.
     *
     * @param opened whether it had a stream
     * @param doubtful whether it got no answer, so that it is doubtful whether anybody is still there
     */
    void released(boolean opened, boolean doubtful) {
        calls--;
        unopened -= opened ? 0 : 1;
        if (closed) {
            return;
        }
        if (doubtful && !pinged) {
            pinged = true;
            timeouts.arm(wait, ANSWERS_PING_MILLIS);
            wire.ping();
        }
        rest();
        if (!opened) {
            owner.freed();
        }
    }

    /** Makes no more calls, and closes when there are none. */
    void leave() {
        takesNoMore();
        rest();
    }

    @Override
    public void takes(long streams) {
        mostCalls = Math.min(MOST_CALLS, streams);
        if (!settled) {
            settled = true;
            rest();
            owner.settled(this);
        } else {
            owner.freed();
        }
    }

    @Override
    public void takesNoMore() {
        if (!leaving) {
            leaving = true;
            owner.left(this);
        }
    }

    @Override
    public void answersPing() {
        pinged = false;
        timeouts.cancel(wait);
        rest();
    }

    @Override
    public void freed() {
        owner.freed();
    }

    @Override
    public void closed() {
        closed = true;
        timeouts.cancel(wait);
        takesNoMore();
    }

    /** Without a call it waits for one, or closes if none can come. */
    private void rest() {
        if (calls > 0 || pinged) {
            return;
        }
        if (leaving) {
            wire.close();
        } else {
            timeouts.arm(wait, idleMillis);
        }
    }

    /** For the end of being idle, or for the answer to a ping. */
    private final class Wait extends Timeouts.Timeout {
        @Override
        protected void expire() {
            silent = !settled;
            pinged = false;
            takesNoMore();
            if (settled) {
                // What still runs has times of its own, and may be answered yet.
                rest();
            } else {
                wire.close();
            }
        }
    }
}
