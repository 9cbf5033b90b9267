package io.quorate.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/** A member from the moment that it is told to start: it may be told to stop before it runs. */
public final class Start {
    final Vertx vertx;
    private final Future<RunningMember> running;
    private final Future<RunningMember> made;

    /**
     * A start that is under way.
     *
     * @param running completes when the member runs
     * @param made completes when there is a member that can be told to stop, a moment after the beginning
     */
    Start(Vertx vertx, Future<RunningMember> running, Future<RunningMember> made) {
        this.vertx = vertx;
        this.running = running;
        this.made = made;
    }

    /** The member once it runs, or why it cannot, as {@link Bootstrap#start} has it. */
    public Future<RunningMember> running() {
        return running;
    }

    /** How long it may take to stop, less what leaving the cluster takes. */
    public Duration drainBound() {
        return made.succeeded() ? made.result().drainBound() : Duration.ZERO;
    }

    /** Ends whatever there is of the member, as far as it may have traffic with a drain. */
    public Future<Void> stop() {
        // Not before: a Vert.x that closes while it deploys complains.
        return made.transform(member -> member.succeeded() ? member.result().stop() : vertx.close());
    }
}
