package io.quorate.probe.wire;

import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.Pem;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whom to trust and what to show, read from what is in the files of {@link EndpointTls}. */
record TlsFiles(boolean verify, X509ExtendedTrustManager trust, X509ExtendedKeyManager identity) {
    /** @throws GeneralSecurityException if a file is not what it should be, with its path */
    static TlsFiles of(Vertx vertx, EndpointTls tls) throws GeneralSecurityException {
        return new TlsFiles(tls.verify(), trust(vertx, tls.ca()), identity(vertx, tls.identity()));
    }

    private static X509ExtendedTrustManager trust(Vertx vertx, Pem ca) throws GeneralSecurityException {
        if (ca.isAbsent()) {
            TrustManagerFactory platform = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            platform.init((KeyStore) null);
            return first(X509ExtendedTrustManager.class, platform.getTrustManagers());
        }
        try {
            PemTrustOptions options = new PemTrustOptions().addCertValue(Buffer.buffer(ca.text()));
            return first(
                    X509ExtendedTrustManager.class,
                    options.getTrustManagerFactory(vertx).getTrustManagers());
        } catch (Exception e) { // as Vert.x declares it
            throw refusal(ca, e);
        }
    }

    private static X509ExtendedKeyManager identity(Vertx vertx, KeyPair pair) throws GeneralSecurityException {
        try {
            PemKeyCertOptions options = new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(pair.certificate().text()))
                    .addKeyValue(Buffer.buffer(pair.key().text()));
            KeyManagerFactory keys = pair.isAbsent() ? nothing() : options.getKeyManagerFactory(vertx);
            return first(X509ExtendedKeyManager.class, keys.getKeyManagers());
        } catch (Exception e) { // as Vert.x declares it
            throw refusal(pair.certificate(), e);
        }
    }

    private static KeyManagerFactory nothing() throws GeneralSecurityException, IOException {
        KeyStore empty = KeyStore.getInstance(KeyStore.getDefaultType());
        empty.load(null, null);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(empty, new char[0]);
        return keys;
    }

    private static <T> T first(Class<T> type, Object[] managers) throws GeneralSecurityException {
        return Arrays.stream(managers)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no " + type.getSimpleName() + " on this platform"));
    }

    private static GeneralSecurityException refusal(Pem file, Exception cause) {
        return new GeneralSecurityException(file.path() + ": " + cause.getMessage(), cause);
    }
}
