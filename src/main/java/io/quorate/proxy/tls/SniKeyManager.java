package io.quorate.proxy.tls;

import io.netty.util.concurrent.FastThreadLocal;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows the certificate that fits the name asked for; an alias is its place in the list. */
final class SniKeyManager extends X509ExtendedKeyManager {
    /**
     * The name in what this thread just reads. To resume a session, the JDK wants its certificate from us again from 25 on,
     * and wants it before it has looked at the name itself.
     */
    static final FastThreadLocal<String> ASKED = new FastThreadLocal<>();

    private final Presentable presentable;

    SniKeyManager(Presentable presentable) {
        this.presentable = presentable;
    }

    /** The host name that a client asked for; empty if none. */
    static String requestedName(@Nullable SSLSession session) {
        List<SNIServerName> names =
                session instanceof ExtendedSSLSession extended ? extended.getRequestedServerNames() : List.of();
        return names.stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName())
                .findFirst()
                .orElse("");
    }

    /** Asked for one kind of key after the other, in the client's order, until there is an answer. */
    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        String known = requestedName(engine.getHandshakeSession());
        String name = known.isEmpty() ? Objects.requireNonNullElse(ASKED.get(), "") : known;
        int chosen = presentable.choose(name, keyType);
        return chosen < 0 ? null : String.valueOf(chosen);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return presentable.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return presentable.get(Integer.parseInt(alias)).key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return Arrays.stream(presentable.ofKind(keyType))
                .mapToObj(String::valueOf)
                .toArray(String[]::new);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        throw new UnsupportedOperationException("only for engines");
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        throw new UnsupportedOperationException("only for servers");
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        throw new UnsupportedOperationException("only for servers");
    }
}
