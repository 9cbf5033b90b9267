package io.quorate.proxy.attempt;

import io.quorate.proxy.meter.AttemptResult;
import io.quorate.proxy.wire.Call;

/** Whose attempts are still on their way when the test is over. */
final class Unconnected implements Attempt.Owner {
    @Override
    public void connected(Attempt attempt, Call call) {
        throw new AssertionError("connected");
    }

    @Override
    public void notConnected(Attempt attempt, AttemptResult why) {
        throw new AssertionError("not connected: " + why);
    }
}
