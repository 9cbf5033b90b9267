package io.quorate.proxy.tls;

import io.quorate.core.model.pem.Identity;
import io.quorate.core.model.transport.KeyPair;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client of the JDK that trusts everybody and shows one certificate or none; its sessions are kept. */
final class TlsClient {
    private final SSLContext context;

    TlsClient(KeyPair identity) {
        try {
            context = SSLContext.getInstance("TLS");
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, new char[0]);
            if (!identity.isAbsent()) {
                Identity own = Identity.of(identity);
                store.setKeyEntry("own", own.key(), new char[0], own.chain().toArray(Certificate[]::new));
            }
            keys.init(store, new char[0]);
            context.init(keys.getKeyManagers(), new TrustManager[] {new TrustsAll()}, new SecureRandom());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static TlsClient anonymous() {
        return new TlsClient(KeyPair.NONE);
    }

    /** A connection that is set up, with its handshake done. */
    SSLSocket connect(int port, Consumer<SSLParameters> settings) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(5_000);
        SSLParameters parameters = socket.getSSLParameters();
        settings.accept(parameters);
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
            echo(socket);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** A round trip, without which a client of TLS 1.3 does not know whether it was taken. */
    static void echo(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("x".getBytes(StandardCharsets.US_ASCII));
        if (socket.getInputStream().read() != 'x') {
            throw new IOException("closed");
        }
    }

    static Consumer<SSLParameters> name(String name) {
        return parameters -> parameters.setServerNames(List.of(new SNIHostName(name)));
    }

    static Consumer<SSLParameters> versions(String... versions) {
        return parameters -> parameters.setProtocols(versions);
    }

    static Consumer<SSLParameters> ciphers(String... ciphers) {
        return parameters -> parameters.setCipherSuites(ciphers);
    }

    static X509Certificate shownBy(SSLSocket socket) throws IOException {
        return (X509Certificate) Arrays.stream(socket.getSession().getPeerCertificates())
                .findFirst()
                .orElseThrow();
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
