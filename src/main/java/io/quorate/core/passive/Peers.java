package io.quorate.core.passive;

import io.quorate.core.model.MemberId;

/** The other members, as far as it matters whose word counts. */
public interface Peers {
    /** Whether a member is heard from. */
    boolean isLive(MemberId member);

    /** Whether there is no other. */
    boolean areNone();

    /**
     * This member's place in an order of all that serve, from 0, which is another for each key and the same on all members;
     * negative if it does not serve.
     */
    int rank(long key);
}
