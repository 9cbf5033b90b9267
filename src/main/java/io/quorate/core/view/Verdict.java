package io.quorate.core.view;

/**
 * The cluster's word on one target.
 *
 * @param reason why it turned to this state; empty while pending
 * @param since when it turned, in nanoseconds of the holder's monotonic clock
 * @param stale whether no fresh vote stands behind it any more
 */
public record Verdict(VerdictState state, String reason, long since, boolean stale) {
    /** The verdict on a target of which nothing is known yet. */
    public static Verdict pending(long since) {
        return new Verdict(VerdictState.PENDING, "", since, false);
    }

    /** The same word, carried over to a target that no vote speaks of yet. */
    public Verdict inherited() {
        return new Verdict(state, reason, since, true);
    }
}
