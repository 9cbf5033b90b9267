package io.quorate.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.quorate.core.model.pem.CertificateNames;
import io.quorate.core.model.pem.Certificates;
import io.quorate.core.model.pem.Identity;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.ListenerTls;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * TLS towards the clients of one listener, as its config was when it was made. Immutable, for any thread; connections that
 * began with one go on with it when another takes its place.
 */
public final class ServerTls {
    /** AEAD with forward secrecy only, which leaves nothing that HTTP/2 forbids (RFC 9113 appendix A). */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final long SESSIONS = 20_000;
    private static final long SESSION_SECONDS = 3_600;

    private final Presentable presentable;
    private final List<Shown> shown;
    private final boolean asksClients;
    private final SslContext context;

    /**
     * A certificate that may be shown to clients.
     *
     * @param file as written in the config
     * @param names whom it is for
     */
    public record Shown(String file, String names, Instant notBefore, Instant notAfter) {}

    private ServerTls(Presentable presentable, List<Shown> shown, boolean asksClients, SslContext context) {
        this.presentable = presentable;
        this.shown = List.copyOf(shown);
        this.asksClients = asksClients;
        this.context = context;
    }

    /**
     * Reads the certificates and keys.
     *
     * @param http2 whether HTTP/2 is offered beside HTTP/1.1
     * @throws IllegalArgumentException if they are of no use, which a config that was accepted rules out
     */
    public static ServerTls of(ListenerTls tls, boolean http2) {
        List<Identity> identities = new ArrayList<>();
        List<Shown> shown = new ArrayList<>();
        for (KeyPair pair : tls.certificates()) {
            Identity identity = Identity.of(pair);
            identities.add(identity);
            shown.add(shown(pair.certificate().path(), identity.certificate()));
        }
        Presentable presentable = new Presentable(identities);
        boolean asksClients = tls.clientAuth() != ListenerTls.ClientAuth.NONE;
        return new ServerTls(presentable, shown, asksClients, context(tls, http2, presentable));
    }

    /** A handler for a new connection; the first bytes of the connection must go through it. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
        SSLEngine engine = context.newEngine(allocator);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setUseCipherSuitesOrder(true);
        parameters.setAlgorithmConstraints(EllipticOnly.INSTANCE);
        engine.setSSLParameters(parameters);
        return new OneHandshakeHandler(engine);
    }

    /** Whether clients are asked for a certificate. */
    public boolean asksClients() {
        return asksClients;
    }

    /** The certificates, in the order of the config. */
    public List<Shown> certificates() {
        return shown;
    }

    /**
     * Whether the certificate that was shown on a connection is for a host; where it is not, a request for that host came
     * over a connection that was not made for it (421, RFC 9110 section 15.5.20).
     *
     * @param session of a handshake that is over
     * @param host in any case, without a port; an address of IPv6 in brackets or not
     */
    public boolean covers(SSLSession session, String host) {
        Certificate[] local = session.getLocalCertificates();
        boolean known = local != null && local.length > 0 && local[0] instanceof X509Certificate;
        CertificateNames names = known
                ? CertificateNames.of((X509Certificate) local[0])
                : presentable.names(SniKeyManager.requestedName(session)); // of a session that was resumed
        return names.cover(host);
    }

    private static Shown shown(String file, X509Certificate certificate) {
        return new Shown(
                file,
                CertificateNames.of(certificate).toString(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    private static SslContext context(ListenerTls tls, boolean http2, Presentable presentable) {
        SslContextBuilder builder = SslContextBuilder.forServer(new SniKeyManager(presentable))
                .sslProvider(SslProvider.JDK)
                .protocols(tls.minVersion().equals("TLSv1.3") ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2"))
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(offered(http2))
                .sessionCacheSize(SESSIONS)
                .sessionTimeout(SESSION_SECONDS)
                .clientAuth(clientAuth(tls.clientAuth()));
        if (!tls.clientCa().isAbsent()) {
            builder.trustManager(Certificates.of(tls.clientCa()));
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("tls: cannot be used: " + e.getMessage(), e);
        }
    }

    /** A client that offers protocols, but none of ours, is refused (RFC 7301 section 3.2): it may mean another server. */
    private static ApplicationProtocolConfig offered(boolean http2) {
        return new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.FATAL_ALERT,
                SelectedListenerFailureBehavior.ACCEPT,
                http2
                        ? List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1)
                        : List.of(ApplicationProtocolNames.HTTP_1_1));
    }

    private static ClientAuth clientAuth(ListenerTls.ClientAuth clientAuth) {
        return switch (clientAuth) {
            case NONE -> ClientAuth.NONE;
            case REQUEST -> ClientAuth.OPTIONAL;
            case REQUIRE -> ClientAuth.REQUIRE;
        };
    }
}
