package io.quorate.proxy.client;

/** Who forwards a request, as far as the client's side has to tell. */
public interface Forwarding {
    /** The client is gone, or has taken its request back. */
    void clientLeft();

    /** The body of the request cannot be decoded. */
    void bodyBroken();
}
