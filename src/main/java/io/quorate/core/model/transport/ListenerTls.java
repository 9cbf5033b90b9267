package io.quorate.core.model.transport;

import io.quorate.core.model.text.Expect;
import java.util.List;

/**
 * TLS towards clients.
 *
 * @param certificates chosen among by the name that a client asks for (SNI); the first where none fits; empty: clear text
 * @param minVersion the oldest version taken, {@code TLSv1.2} or {@code TLSv1.3}
 * @param clientCa who signs clients' certificates; absent where none are asked for
 */
public record ListenerTls(List<KeyPair> certificates, String minVersion, ClientAuth clientAuth, Pem clientCa) {
    /** Clear text. */
    public static final ListenerTls NONE = new ListenerTls(List.of(), "TLSv1.2", ClientAuth.NONE, Pem.NONE);

    /** Whether clients show a certificate. */
    public enum ClientAuth {
        NONE,
        REQUEST,
        REQUIRE
    }

    public ListenerTls {
        certificates = List.copyOf(certificates);
        boolean known = minVersion.equals("TLSv1.2") || minVersion.equals("TLSv1.3");
        Expect.that(known, "minVersion", minVersion, "TLSv1.2 or TLSv1.3");
        boolean signed = (clientAuth != ClientAuth.NONE) == !clientCa.isAbsent();
        Expect.that(signed, "clientCa", clientCa, "a file where clientAuth is request or require, and only there");
    }

    public boolean isUsed() {
        return !certificates.isEmpty();
    }
}
