package io.quorate.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.core.model.transport.Pem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificatesTest {
    private final Certificates authority = Certificates.authority("Root");

    @Test
    void itsCertificatesAreTrustedByWhoTrustsIt() throws Exception {
        validate(authority.server("a.example", "127.0.0.1").certificate(), authority.pem());
        validate(authority.client("someone").certificate(), authority.pem());
        validate(authority.intermediate("Between").server("b.example").certificate(), authority.pem());
    }

    @Test
    void anExpiredOneAndAnotherAuthoritysAreNotTrusted() {
        Pem expired = authority.expired("a.example").certificate();
        Pem others = Certificates.authority("Other").server("a.example").certificate();

        assertThatThrownBy(() -> validate(expired, authority.pem())).isInstanceOf(CertPathValidatorException.class);
        assertThatThrownBy(() -> validate(others, authority.pem())).isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void aServersNamesAreInItsCertificate() throws Exception {
        X509Certificate leaf = parsed(
                        authority.server("a.example", "127.0.0.1", "::1").certificate())
                .get(0);

        assertThat(leaf.getSubjectAlternativeNames())
                .containsExactly(List.of(2, "a.example"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
    }

    private static void validate(Pem certificates, Pem trusted) throws Exception {
        PKIXParameters parameters =
                new PKIXParameters(Set.of(new TrustAnchor(parsed(trusted).get(0), null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(parsed(certificates)), parameters);
    }

    private static List<X509Certificate> parsed(Pem pem) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.text().getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }
}
