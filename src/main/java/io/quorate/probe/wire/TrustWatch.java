package io.quorate.probe.wire;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Verifies what the endpoint of one run shows, if that is wanted, and keeps what it saw and why it was refused. */
final class TrustWatch extends X509ExtendedTrustManager {
    private final TlsFiles files;
    private final String name;
    private final ProbeRun run;
    private String complaint = "";

    TrustWatch(TlsFiles files, String name, ProbeRun run) {
        this.files = files;
        this.name = name;
        this.run = run;
    }

    /** Why the certificate was refused; empty if it was not. */
    String complaint() {
        return complaint;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        run.saw(chain[0].getNotAfter().toInstant());
        if (!files.verify()) {
            return;
        }
        try {
            files.trust().checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            complaint = TlsFaults.untrusted(chain[0], name, e, Instant.now());
            throw e;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("not without an engine");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("not without an engine");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return files.trust().getAcceptedIssuers();
    }
}
