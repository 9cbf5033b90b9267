package io.quorate.core.balance;

/** How busy the endpoints of a pool are right now. */
@FunctionalInterface
public interface Load {
    /** Requests in flight to the endpoint at that place of the pool. */
    long inFlight(int index);
}
