package io.quorate.core.model.transport;

/**
 * A certificate with what leads to its authority, and its private key.
 *
 * @param certificate the certificate itself first
 */
public record KeyPair(Pem certificate, Pem key) {
    /** None. */
    public static final KeyPair NONE = new KeyPair(Pem.NONE, Pem.NONE);

    public boolean isAbsent() {
        return certificate.isAbsent();
    }
}
