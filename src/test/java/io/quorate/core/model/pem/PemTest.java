package io.quorate.core.model.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.Pem;
import io.quorate.testing.Certificates;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    private static final Certificates AUTHORITY = Certificates.authority("Root");
    private static final KeyPair PAIR = AUTHORITY.server("a.example");

    @ParameterizedTest
    @CsvSource({"RSA,2048", "EC,256", "EC,521"})
    void oldFormsOfKeysAreReadAsThoseOfPkcs8Are(String algorithm, int bits) throws Exception {
        java.security.KeyPair keys = keys(algorithm, bits);
        for (String text : List.of(oldForm(keys), pkcs8(keys.getPrivate()))) {
            assertThat(secretOf(PrivateKeys.of(new Pem("a.key", text)))).isEqualTo(secretOf(keys.getPrivate()));
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA,2048", "EC,256", "EC,384", "EC,521", "Ed25519,255"})
    void aKeyOfAnyKindGoesWithItsOwnCertificateOnly(String algorithm, int bits) throws Exception {
        java.security.KeyPair keys = keys(algorithm, bits);
        Pem certificate = new Pem("a.crt", selfSigned(keys, "CN=a.example"));
        Identity identity = Identity.of(new KeyPair(certificate, new Pem("a.key", pkcs8(keys.getPrivate()))));
        assertThat(identity.key()).isEqualTo(keys.getPrivate());

        PrivateKey other = keys(algorithm, bits).getPrivate();
        assertThatThrownBy(() -> Identity.of(new KeyPair(certificate, new Pem("b.key", pkcs8(other)))))
                .hasMessage("b.key: is not the key of the certificate in a.crt"
                        + " (expected: the key that the certificate was made for)");
    }

    @Test
    void aShortRsaKeyIsRefused() throws Exception {
        java.security.KeyPair keys = keys("RSA", 1_024);
        KeyPair pair = new KeyPair(
                new Pem("a.crt", selfSigned(keys, "CN=a.example")), new Pem("a.key", pkcs8(keys.getPrivate())));
        assertThatThrownBy(() -> Identity.of(pair))
                .hasMessage("a.key: an RSA key that is too short (expected: 2048 bits or more)");
    }

    @Test
    void aCertificateAndItsKeyMayBeInOneFile() {
        Pem both = new Pem(
                "both.pem", "# ours\n" + PAIR.key().text() + PAIR.certificate().text());
        assertThat(Identity.of(new KeyPair(both, both)).chain()).hasSize(1);
    }

    @Test
    void aChainGoesFromSignedToSigner() {
        Pem signed = AUTHORITY.intermediate("Between").server("a.example").certificate();
        assertThat(io.quorate.core.model.pem.Certificates.chain(signed)).hasSize(2);
        Pem strange = new Pem(
                "s.crt",
                PAIR.certificate().text() + Certificates.authority("Root").pem().text());
        assertThatThrownBy(() -> io.quorate.core.model.pem.Certificates.chain(strange))
                .hasMessage("s.crt: certificate 2 (CN=Root) did not sign certificate 1 (CN=a.example) (expected: the"
                        + " server's own certificate first, then each the signer of the one before)");
    }

    /** Damaged or foreign content of a key file, and what is said of it; of the content nothing is. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "SECRET;no private key in it (expected: one PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY in PEM)",
                "-----BEGIN PRIVATE KEY-----|SECRET;breaks off in the PRIVATE KEY of line 1 (expected: its END PRIVATE KEY)",
                "-----BEGIN PRIVATE KEY-----|SECRET|-----END RSA PRIVATE KEY-----;line 3 is not the end of PRIVATE KEY (expected: END PRIVATE KEY)",
                "SECRET|-----END PRIVATE KEY-----;line 2 ends what never began (expected: BEGIN, then END)",
                "-----BEGIN PRIVATE KEY-----|SECRET!|-----END PRIVATE KEY-----;the PRIVATE KEY at line 1 is damaged (expected: base64 up to its END)",
                "-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----;the PRIVATE KEY at line 1 is damaged (expected: base64 up to its END)",
                "-----BEGIN PRIVATE KEY-----|SECRETxx|-----END PRIVATE KEY-----;the PRIVATE KEY at line 1 cannot be read (expected: one PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY in PEM)",
                "-----BEGIN EC PRIVATE KEY-----|SECRETxx|-----END EC PRIVATE KEY-----;the EC PRIVATE KEY at line 1 cannot be read (expected: one PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY in PEM)",
                "-----BEGIN RSA PRIVATE KEY-----|SECRETxx|-----END RSA PRIVATE KEY-----;the RSA PRIVATE KEY at line 1 cannot be read (expected: one PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY in PEM)",
                "-----BEGIN DSA PRIVATE KEY-----|SECRETxx|-----END DSA PRIVATE KEY-----;the DSA PRIVATE KEY at line 1 cannot be read (expected: one PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY in PEM)",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----|SECRETxx|-----END ENCRYPTED PRIVATE KEY-----;the key is encrypted (expected: a key without a passphrase)",
                "-----BEGIN RSA PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED|DEK-Info: AES-256-CBC,00||SECRETxx|-----END RSA PRIVATE KEY-----;the key is encrypted (expected: a key without a passphrase)",
            })
    void aKeyThatIsNoneIsRefusedWithoutAWordOfIt(String content, String message) {
        assertThatThrownBy(() -> PrivateKeys.of(new Pem("a.key", content.replace('|', '\n'))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessage("a.key: " + message)
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void twoKeysInAFileAreRefused() {
        assertThatThrownBy(
                        () -> PrivateKeys.of(new Pem("a.key", PAIR.key().text().repeat(2))))
                .hasMessageStartingWith("a.key: 2 private keys in it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "0\u0082binary",
                "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----"
            })
    void aFileWithoutCertificatesIsRefused(String content) {
        assertThatThrownBy(() -> io.quorate.core.model.pem.Certificates.of(new Pem("a.crt", content)))
                .hasMessage("a.crt: no certificate in it (expected: certificates in PEM, BEGIN CERTIFICATE)");
    }

    @Test
    void aDamagedCertificateIsRefusedWithItsLine() {
        String text = PAIR.certificate().text();
        String damaged = "note\n" + text.replaceFirst("(?m)^MII.{8}", "MIIAAAAAAAA");
        assertThatThrownBy(() -> io.quorate.core.model.pem.Certificates.of(new Pem("a.crt", damaged)))
                .hasMessageStartingWith("a.crt: the CERTIFICATE at line 2 cannot be read");
    }

    /** A common name, and whom the certificate is for where there is no subjectAltName. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "none",
            value = {
                "CN=a.example;a.example",
                "O=x,CN=*.A.example;*.a.example",
                "O=x\\,CN\\=evil.example,CN=a.example;a.example",
                "O=x;''",
            })
    void withoutAlternativesTheCommonNameCounts(String subject, String names) throws Exception {
        Pem certificate = new Pem("a.crt", selfSigned(keys("EC", 256), subject));
        assertThat(CertificateNames.of(io.quorate.core.model.pem.Certificates.of(certificate)
                                .get(0))
                        .toString())
                .isEqualTo(names);
    }

    /** A host, and whether a certificate for a.example, *.b.example, 127.0.0.1 and ::1 is for it. */
    @ParameterizedTest
    @CsvSource({
        "a.example,true",
        "A.Example,true",
        "a.example.,true",
        "x.a.example,false",
        "example,false",
        "'',false",
        "b.example,false",
        "x.b.example,true",
        "X.B.EXAMPLE.,true",
        "x.y.b.example,false",
        ".b.example,false",
        "*.b.example,true",
        "127.0.0.1,true",
        "127.0.0.2,false",
        "::1,true",
        "[::1],true",
        "[0:0:0:0:0:0:0:1],true",
        "[::2],false",
    })
    void aNameIsCoveredOrNot(String host, boolean covered) {
        Pem certificate =
                AUTHORITY.server("a.example", "*.b.example", "127.0.0.1", "::1").certificate();
        CertificateNames names = CertificateNames.of(
                io.quorate.core.model.pem.Certificates.of(certificate).get(0));
        assertThat(names.cover(host)).isEqualTo(covered);
    }

    private static java.security.KeyPair keys(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String written(Object key) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(key);
        }
        return text.toString();
    }

    /** PKCS#1, or SEC1 as openssl writes it: with the curve and the public key. */
    private static String oldForm(java.security.KeyPair keys) throws Exception {
        if (!(keys.getPrivate() instanceof ECPrivateKey key)) {
            String text = written(keys.getPrivate());
            assertThat(text).contains("BEGIN RSA PRIVATE KEY");
            return text;
        }
        SubjectPublicKeyInfo info =
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
        byte[] sec1 = new org.bouncycastle.asn1.sec.ECPrivateKey(
                        key.getParams().getCurve().getField().getFieldSize(),
                        key.getS(),
                        info.getPublicKeyData(),
                        info.getAlgorithm().getParameters())
                .getEncoded();
        return armored("EC PRIVATE KEY", sec1);
    }

    /** The number that makes the key, however it is written. */
    private static BigInteger secretOf(PrivateKey key) {
        return key instanceof ECPrivateKey ec ? ec.getS() : ((RSAPrivateKey) key).getPrivateExponent();
    }

    private static String armored(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
    }

    private static String pkcs8(PrivateKey key) {
        return armored("PRIVATE KEY", key.getEncoded());
    }

    private static String selfSigned(java.security.KeyPair keys, String subject) throws Exception {
        String signature = switch (keys.getPrivate().getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        X500Name name = new X500Name(subject);
        Date from = Date.from(Instant.now().minusSeconds(60));
        Date to = Date.from(Instant.now().plusSeconds(3_600));
        return written(new JcaX509v3CertificateBuilder(name, BigInteger.ONE, from, to, name, keys.getPublic())
                .build(new JcaContentSignerBuilder(signature).build(keys.getPrivate())));
    }
}
