package io.quorate.cluster;

import io.quorate.core.model.text.Expect;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Mutual TLS between the members' event buses: paths of PEM files, all empty for clear text.
 *
 * @param certificate this member's, with what leads to the authority
 * @param key of that certificate
 * @param authority who must have signed the certificates of all members
 */
public record BusTls(String certificate, String key, String authority) {
    /** Clear text. */
    public static final BusTls NONE = new BusTls("", "", "");

    public BusTls {
        boolean complete = Stream.of(certificate, key, authority).noneMatch(String::isEmpty);
        boolean absent = Stream.of(certificate, key, authority).allMatch(String::isEmpty);
        Expect.that(
                complete || absent, "event bus TLS", certificate + " " + key + " " + authority, "all three or none");
    }

    private boolean isUsed() {
        return !certificate.isEmpty();
    }

    void applyTo(EventBusOptions options) {
        if (isUsed()) {
            options.setSsl(true)
                    .setKeyCertOptions(keyCertificate())
                    .setTrustOptions(trust())
                    .setTrustAll(false)
                    .setClientAuth(ClientAuth.REQUIRED);
        }
    }

    /**
     * Reads the files. Blocks.
     *
     * @throws ClusterFileException if one of them cannot be used
     */
    void check(Vertx vertx) {
        if (isUsed()) {
            check(
                    certificate + ", " + key,
                    "a certificate in PEM and its key in PEM",
                    () -> keyCertificate().getKeyManagerFactory(vertx));
            check(authority, "certificates in PEM", () -> trust().getTrustManagerFactory(vertx));
        }
    }

    private static void check(String files, String expected, Callable<?> reading) {
        try {
            reading.call();
        } catch (Exception e) {
            throw new ClusterFileException(files + ": " + e.getMessage() + " (expected: " + expected + ")", e);
        }
    }

    private PemKeyCertOptions keyCertificate() {
        return new PemKeyCertOptions().setCertPath(certificate).setKeyPath(key);
    }

    private PemTrustOptions trust() {
        return new PemTrustOptions().addCertPath(authority);
    }
}
