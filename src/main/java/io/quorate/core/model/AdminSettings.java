package io.quorate.core.model;

import io.quorate.core.model.net.ListenAddress;

/**
 * The admin API's own port.
 *
 * @param token asked for by whatever changes something; empty: none
 */
public record AdminSettings(ListenAddress address, String token) {
    public static final AdminSettings DEFAULT = new AdminSettings(new ListenAddress("127.0.0.1", 9090), "");

    /** Never the token itself. */
    @Override
    public String toString() {
        return "AdminSettings[address=" + address + ", token=" + (token.isEmpty() ? "" : "***") + "]";
    }
}
