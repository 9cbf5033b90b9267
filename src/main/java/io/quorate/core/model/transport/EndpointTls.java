package io.quorate.core.model.transport;

import io.quorate.core.model.text.Expect;

/**
 * TLS towards endpoints.
 *
 * @param verify whether the endpoint's certificate is verified, and that it is for the server name
 * @param ca who signs endpoints' certificates; absent: whom the platform trusts
 * @param serverName asked for by SNI and verified; empty: the host of the endpoint's address
 * @param identity shown to endpoints that ask for it
 */
public record EndpointTls(boolean used, boolean verify, Pem ca, String serverName, KeyPair identity) {
    /** Clear text. */
    public static final EndpointTls NONE = new EndpointTls(false, true, Pem.NONE, "", KeyPair.NONE);

    public EndpointTls {
        boolean plain = serverName.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '/' && c != ':');
        Expect.that(plain, "serverName", serverName, "a DNS name");
    }

    /** The same, by that name if it has none. */
    public EndpointTls namedAtLeast(String name) {
        return serverName.isEmpty() ? new EndpointTls(used, verify, ca, name, identity) : this;
    }

    public boolean isUsed() {
        return used;
    }
}
