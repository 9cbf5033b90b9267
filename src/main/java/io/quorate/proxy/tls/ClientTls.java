package io.quorate.proxy.tls;

import io.quorate.core.model.net.IpLiteral;
import io.quorate.core.model.pem.Certificates;
import io.quorate.core.model.pem.Identity;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.Pem;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** TLS towards the endpoints of one upstream. */
public final class ClientTls {
    private static final char[] NO_PASSWORD = new char[0];

    private ClientTls() {}

    /**
     * Makes a client speak TLS. What is verified is the host that a request goes to by {@link #peer}, which is also asked
     * for by SNI if it is a name with a dot in it, or was given as the server name.
     *
     * <p>All requests of the client must leave its TLS options as they are: Vert.x tells contexts apart by certificates
     * only, so that one made without verification would be used for a request with it.
     *
     * @param alpn whether HTTP/2 is offered, and spoken if the endpoint chooses it
     * @throws IllegalArgumentException if the certificates are of no use, which a config that was accepted rules out
     */
    public static void configure(HttpClientOptions options, EndpointTls tls, boolean alpn) {
        options.setSsl(tls.isUsed());
        if (!tls.isUsed()) {
            return;
        }
        options.setUseAlpn(alpn)
                .setVerifyHost(tls.verify())
                .setTrustAll(!tls.verify())
                .setForceSni(!tls.serverName().isEmpty()
                        && IpLiteral.canonical(tls.serverName()).isEmpty())
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        if (!tls.ca().isAbsent()) {
            options.setTrustOptions(trust(tls.ca()));
        }
        if (!tls.identity().isAbsent()) {
            options.setKeyCertOptions(own(tls.identity()));
        }
    }

    /**
     * The same for bare connections; empty on clear text.
     *
     * @param offered protocols by ALPN, the best first
     * @throws IllegalArgumentException as {@link #configure} does
     */
    public static Optional<ClientSSLOptions> options(EndpointTls tls, List<String> offered) {
        if (!tls.isUsed()) {
            return Optional.empty();
        }
        HttpClientOptions options = new HttpClientOptions();
        configure(options, tls, true);
        ClientSSLOptions bare = options.getSslOptions();
        bare.setHostnameVerificationAlgorithm(tls.verify() ? "HTTPS" : "")
                .setUseAlpn(true)
                .setApplicationLayerProtocols(offered);
        return Optional.of(bare);
    }

    /**
     * Who a connection to an endpoint should find there: the host to give to Vert.x, beside the address as its server.
     *
     * @param host of the endpoint's address
     */
    public static String peer(EndpointTls tls, String host) {
        return tls.serverName().isEmpty() ? host : tls.serverName();
    }

    private static TrustOptions trust(Pem authorities) {
        try {
            KeyStore store = emptyStore();
            int count = 0;
            for (X509Certificate certificate : Certificates.of(authorities)) {
                store.setCertificateEntry("authority-" + count++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return TrustOptions.wrap(factory);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("ca: " + authorities + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyCertOptions own(KeyPair pair) {
        Identity identity = Identity.of(pair);
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry(
                    "own", identity.key(), NO_PASSWORD, identity.chain().toArray(Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return KeyCertOptions.wrap(factory);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("cert: " + pair.certificate() + " cannot be used", e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            return store;
        } catch (IOException e) {
            throw new IllegalStateException(e); // nothing is read
        }
    }
}
