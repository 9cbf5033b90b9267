package io.quorate.core.model.pem;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.transport.KeyPair;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.List;

/**
 * A certificate that can be shown, since its key is at hand.
 *
 * @param chain the certificate itself first
 */
public record Identity(List<X509Certificate> chain, PrivateKey key) {
    private static final int LEAST_RSA_BITS = 2_048;
    private static final byte[] SAMPLE = "which key signed this?".getBytes(StandardCharsets.US_ASCII);

    public Identity {
        chain = List.copyOf(chain);
    }

    /**
     * Reads both files.
     *
     * @throws IllegalArgumentException if one cannot be read, or the key is not the certificate's
     */
    public static Identity of(KeyPair pair) {
        List<X509Certificate> chain = Certificates.chain(pair.certificate());
        PrivateKey key = PrivateKeys.of(pair.key());
        String path = pair.key().path();
        int matching = matching(chain, key);
        Expect.that(
                matching <= 0,
                path,
                "belongs to certificate %d in %s".formatted(matching + 1, pair.certificate()),
                "the key of the first; put the server's own certificate first");
        Expect.that(
                matching == 0,
                path,
                "is not the key of the certificate in " + pair.certificate(),
                "the key that the certificate was made for");
        boolean strong = !(key instanceof RSAKey rsa) || rsa.getModulus().bitLength() >= LEAST_RSA_BITS;
        Expect.that(strong, path, "an RSA key that is too short", LEAST_RSA_BITS + " bits or more");
        return new Identity(chain, key);
    }

    /** The certificate itself. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return CertificateNames.of(certificate()).toString();
    }

    /** Which of them the key belongs to; -1 if none. */
    private static int matching(List<X509Certificate> chain, PrivateKey key) {
        for (int i = 0; i < chain.size(); i++) {
            if (belongTogether(key, chain.get(i).getPublicKey())) {
                return i;
            }
        }
        return -1;
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        try {
            Signature signature = Signature.getInstance(PrivateKeys.signatureOf(key));
            signature.initSign(key);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // not even of one kind
        }
    }
}
