package io.quorate.core.model.pem;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.transport.Pem;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates from PEM files. */
public final class Certificates {
    private static final String EXPECTED = "certificates in PEM, BEGIN CERTIFICATE";

    private Certificates() {}

    /**
     * All certificates of a file, in its order.
     *
     * @throws IllegalArgumentException if there are none, or one is damaged
     */
    public static List<X509Certificate> of(Pem pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlock block : PemBlock.of(pem.path(), pem.text())) {
            if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
                certificates.add(certificate(pem.path(), block));
            }
        }
        Expect.that(!certificates.isEmpty(), pem.path(), "no certificate in it", EXPECTED);
        return List.copyOf(certificates);
    }

    /**
     * A certificate and what leads from it to its authority: each was signed by the next.
     *
     * @throws IllegalArgumentException if it is not so, too
     */
    public static List<X509Certificate> chain(Pem pem) {
        List<X509Certificate> chain = of(pem);
        for (int i = 1; i < chain.size(); i++) {
            boolean signed = isSignedBy(chain.get(i - 1), chain.get(i));
            Expect.that(
                    signed,
                    pem.path(),
                    "certificate %d (%s) did not sign certificate %d (%s)"
                            .formatted(i + 1, subject(chain.get(i)), i, subject(chain.get(i - 1))),
                    "the server's own certificate first, then each the signer of the one before");
        }
        return chain;
    }

    private static X509Certificate certificate(String path, PemBlock block) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw Expect.refusal(path, "the " + block + " cannot be read", EXPECTED);
        }
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        Principal named = certificate.getIssuerX500Principal();
        Principal found = issuer.getSubjectX500Principal();
        if (!named.equals(found)) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static String subject(X509Certificate certificate) {
        Principal subject = certificate.getSubjectX500Principal();
        return subject.getName();
    }
}
