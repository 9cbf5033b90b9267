package io.quorate.proxy.tls;

import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.Pem;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates with RSA keys, which take longer to make than others. */
final class RsaCertificates {
    private RsaCertificates() {}

    /** For a server by that name; signed by itself. */
    static KeyPair server(String name) {
        try {
            return make(name);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair make(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        java.security.KeyPair keys = generator.generateKeyPair();
        X500Name subject = new X500Name("CN=" + name);
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                subject,
                BigInteger.ONE,
                Date.from(Instant.now().minusSeconds(60)),
                Date.from(Instant.now().plusSeconds(3_600)),
                subject,
                keys.getPublic());
        GeneralName alternative = new GeneralName(GeneralName.dNSName, name);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternative));
        Pem certificate = new Pem(
                "rsa.crt",
                written(builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()))));
        return new KeyPair(certificate, new Pem("rsa.key", written(keys.getPrivate())));
    }

    private static String written(Object object) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
