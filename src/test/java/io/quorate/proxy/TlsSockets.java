package io.quorate.proxy;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.quorate.core.model.pem.Identity;
import io.quorate.core.model.transport.KeyPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Connections of TLS to a listener, with their handshake done, that trust everybody; and sockets that listen for such. */
final class TlsSockets {
    private TlsSockets() {}

    /**
     * A connection.
     *
     * @param identity shown if asked for; none if absent
     * @param name asked for by SNI
     * @param protocols offered by ALPN; none: without ALPN
     */
    static SSLSocket connect(int port, KeyPair identity, String name, String... protocols) throws IOException {
        return over(RawHttp2.connect(port, 0), identity, name, protocols);
    }

    /** The same over a connection that is there. */
    static SSLSocket over(Socket plain, KeyPair identity, String name, String... protocols) throws IOException {
        return over(plain, identity, parameters -> {
            parameters.setServerNames(List.of(new SNIHostName(name)));
            parameters.setApplicationProtocols(protocols);
        });
    }

    static SSLSocket overVersion(Socket plain, String version) throws IOException {
        return over(plain, KeyPair.NONE, parameters -> parameters.setProtocols(new String[] {version}));
    }

    /**
     * A socket that listens on a port of the loopback address, 0 for any that is free.
     *
     * @param protocols chosen from by ALPN; none: without ALPN
     */
    static ServerSocket listening(KeyPair identity, int port, String... protocols) throws IOException {
        SSLServerSocket socket = (SSLServerSocket) context(identity)
                .getServerSocketFactory()
                .createServerSocket(port, 512, InetAddress.getLoopbackAddress());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static SSLSocket over(Socket plain, KeyPair identity, Consumer<SSLParameters> settings) throws IOException {
        plain.setSoTimeout(8_000);
        SSLSocket socket = (SSLSocket)
                context(identity).getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        settings.accept(parameters);
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static SSLContext context(KeyPair identity) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, new char[0]);
            if (!identity.isAbsent()) {
                Identity own = Identity.of(identity);
                store.setKeyEntry("own", own.key(), new char[0], own.chain().toArray(Certificate[]::new));
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keys.getKeyManagers(), InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
