package io.quorate.testing;

import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority that signs certificates for tests, all made when they run: elliptic curves (P-256), which take no time. The
 * path of each {@link Pem} is a name of its own, not a file: {@link #write} makes it one.
 */
public final class Certificates {
    private static final Duration LONG_AGO = Duration.ofDays(30);
    private static final Duration VALID = Duration.ofDays(90);
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final X500Name name;
    private final java.security.KeyPair keys;
    private final String certificate;
    private final String chain;
    private final Pem pem;

    private Certificates(X500Name name, java.security.KeyPair keys, String certificate, String chain) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
        this.chain = chain;
        this.pem = new Pem(fileName("ca"), certificate);
    }

    /** An authority that nobody vouches for but itself. */
    public static Certificates authority(String commonName) {
        java.security.KeyPair keys = newKeys();
        X500Name name = named(commonName);
        String certificate = sign(authorityOf(name, keys, name), keys);
        return new Certificates(name, keys, certificate, "");
    }

    /** An authority that this one vouches for; its certificate is in the chain of all that it signs. */
    public Certificates intermediate(String commonName) {
        java.security.KeyPair newKeys = newKeys();
        X500Name newName = named(commonName);
        String signed = sign(authorityOf(newName, newKeys, name), keys);
        return new Certificates(newName, newKeys, signed, signed + chain);
    }

    /** The authority's own certificate. */
    public Pem pem() {
        return pem;
    }

    /** For a server by these names: DNS names, wildcards among them, and IP addresses. Valid for 90 days. */
    public KeyPair server(String... names) {
        return server(Instant.now().plus(VALID), names);
    }

    /** For a server; valid until then, which may have passed. */
    public KeyPair server(Instant notAfter, String... names) {
        return leaf(names[0], notAfter, KeyPurposeId.id_kp_serverAuth, names);
    }

    /** For a server by these names; out of date since yesterday. */
    public KeyPair expired(String... names) {
        return server(Instant.now().minus(Duration.ofDays(1)), names);
    }

    /** For a client of that common name. Valid for 90 days. */
    public KeyPair client(String commonName) {
        return leaf(commonName, Instant.now().plus(VALID), KeyPurposeId.id_kp_clientAuth, commonName);
    }

    /** The same content in a file of that directory. */
    public static Pem write(Path directory, Pem pem) {
        try {
            Path file = directory.resolve(pem.path());
            Files.writeString(file, pem.text());
            return new Pem(file.toString(), pem.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same content in two files of that directory. */
    public static KeyPair write(Path directory, KeyPair pair) {
        return new KeyPair(write(directory, pair.certificate()), write(directory, pair.key()));
    }

    private KeyPair leaf(String commonName, Instant notAfter, KeyPurposeId purpose, String... names) {
        java.security.KeyPair newKeys = newKeys();
        GeneralName[] alternatives =
                Arrays.stream(names).map(Certificates::alternative).toArray(GeneralName[]::new);
        X509v3CertificateBuilder leaf = builder(named(commonName), newKeys, name, notAfter);
        add(leaf, Extension.subjectAlternativeName, new GeneralNames(alternatives));
        add(leaf, Extension.extendedKeyUsage, new ExtendedKeyUsage(purpose));
        Pem certificates = new Pem(fileName("cert"), sign(leaf, keys) + chain);
        Pem key = new Pem(
                fileName("key"), armored("PRIVATE KEY", newKeys.getPrivate().getEncoded()));
        return new KeyPair(certificates, key);
    }

    @Override
    public String toString() {
        return certificate;
    }

    private static X509v3CertificateBuilder authorityOf(X500Name subject, java.security.KeyPair keys, X500Name issuer) {
        X509v3CertificateBuilder authority =
                builder(subject, keys, issuer, Instant.now().plus(VALID));
        add(authority, Extension.basicConstraints, new BasicConstraints(true));
        add(authority, Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return authority;
    }

    private static X509v3CertificateBuilder builder(
            X500Name subject, java.security.KeyPair keys, X500Name issuer, Instant notAfter) {
        Date from = Date.from(Instant.now().minus(LONG_AGO));
        BigInteger serial = BigInteger.valueOf(COUNT.incrementAndGet());
        return new JcaX509v3CertificateBuilder(issuer, serial, from, Date.from(notAfter), subject, keys.getPublic());
    }

    private static void add(X509v3CertificateBuilder builder, ASN1ObjectIdentifier which, ASN1Encodable what) {
        try {
            builder.addExtension(which, !which.equals(Extension.subjectAlternativeName), what);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sign(X509v3CertificateBuilder builder, java.security.KeyPair issuer) {
        try {
            X509CertificateHolder signed =
                    builder.build(new JcaContentSignerBuilder(SIGNATURE).build(issuer.getPrivate()));
            return armored("CERTIFICATE", signed.getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static java.security.KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GeneralName alternative(String name) {
        boolean address = name.matches("[0-9.]+") || name.contains(":");
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static X500Name named(String commonName) {
        return new X500Name("CN=" + commonName);
    }

    private static String fileName(String what) {
        return what + "-" + COUNT.incrementAndGet() + ".pem";
    }

    private static String armored(String what, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
    }
}
