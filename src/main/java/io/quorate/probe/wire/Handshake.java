package io.quorate.probe.wire;

import io.netty.handler.ssl.SslHandler;
import io.quorate.core.health.FailureKind;
import io.vertx.core.internal.net.NetSocketInternal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * One TLS handshake of one probe. It has an SSL context of its own, so that no session is resumed: a probe that resumes
 * one never sees that the certificate has run out meanwhile.
 */
final class Handshake {
    static final String SSL = "ssl";
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final TlsFiles files;
    private final String name;
    private final List<String> protocols;
    private final ProbeRun run;
    private final TrustWatch trust;
    private final KeyWatch keys;

    /**
     * @param name asked for and verified
     * @param protocols offered by ALPN
     */
    Handshake(TlsFiles files, String name, List<String> protocols, ProbeRun run) {
        this.files = files;
        // The root's dot belongs to no certificate, nor does the zone of an IPv6 address.
        this.name = name.replaceFirst("\\.$", "").replaceFirst("%.*", "");
        this.protocols = protocols;
        this.run = run;
        this.trust = new TrustWatch(files, this.name, run);
        this.keys = new KeyWatch(files.identity());
    }

    /** Begins it; what follows is for {@code then}, and nothing of what it receives is lost. */
    void begin(NetSocketInternal socket, Consumer<Line> then) {
        SslHandler handler;
        try {
            handler = new SslHandler(engine(socket.remoteAddress().port()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            run.giveUp("this member cannot do TLS with " + Excerpt.of(name) + ": "
                    + Excerpt.of(String.valueOf(e.getMessage())));
            return;
        }
        // The run has a deadline of its own.
        handler.setHandshakeTimeoutMillis(0);
        run.securing();
        socket.channelHandlerContext().pipeline().addFirst(SSL, handler);
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                secured(socket, handler.engine(), then);
            } else {
                failed(done.cause());
            }
        });
    }

    private void secured(NetSocketInternal socket, SSLEngine engine, Consumer<Line> then) {
        if (run.isOver()) {
            return;
        }
        run.secured();
        String chosen = engine.getApplicationProtocol();
        String version = engine.getSession().getProtocol();
        then.accept(new Line(socket, chosen == null ? "" : chosen, version, keys));
    }

    private void failed(Throwable cause) {
        String detail = trust.complaint().isEmpty() ? TlsFaults.shaking(cause, keys, protocols) : trust.complaint();
        run.fail(FailureKind.L6RSP, detail);
    }

    private SSLEngine engine(int port) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
        SSLEngine engine = context.createSSLEngine(name, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
        parameters.setEndpointIdentificationAlgorithm(files.verify() ? "HTTPS" : "");
        if (!isAddress(name)) {
            // As bytes: names with an underscore, which only the strict form refuses, are in use.
            parameters.setServerNames(List.of(new SNIHostName(name.getBytes(StandardCharsets.US_ASCII))));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Addresses are not asked for by name (RFC 6066 section 3). */
    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    }
}
