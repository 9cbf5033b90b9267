package io.quorate.proxy.wire;

import java.util.Optional;

/** Ways to the endpoints of upstreams that are reached alike, from one event loop. */
public interface Lines {
    /**
     * Asks for a call. One that comes after nobody wants it is to be released.
     *
     * @param timeoutMillis how long a connection may take
     */
    void open(Door door, long timeoutMillis, Opening opening);

    /** Whether a wait for a call is for one of others to end, since the endpoint has taken connections. */
    boolean areUpTo(Door door);

    /** A call to this endpoint was broken before its answer began: what was learnt about it may not hold any more. */
    default void doubt(Door door) {}

    /** Those of them whose calls may leave HTTP; empty if none can. */
    Optional<Lines> switchable();

    /** Lets what runs finish, and closes. */
    void close();

    /** What comes of asking; told on the event loop. */
    interface Opening {
        void opened(Call call);

        void failed(Throwable cause);

        /** Whether anybody still waits for it. */
        boolean isWanted();
    }
}
