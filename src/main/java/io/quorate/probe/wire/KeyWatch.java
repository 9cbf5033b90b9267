package io.quorate.probe.wire;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows our certificate in one run, if there is one, and keeps whether the endpoint asked. */
final class KeyWatch extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager keys;
    private boolean asked;
    private boolean shown;

    KeyWatch(X509ExtendedKeyManager keys) {
        this.keys = keys;
    }

    /** Whether the endpoint wanted to see a certificate of ours. */
    boolean wasAsked() {
        return asked;
    }

    /** Whether there was one to show. */
    boolean hasShown() {
        return shown;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        asked = true;
        String alias = keys.chooseEngineClientAlias(keyType, issuers, engine);
        shown |= alias != null;
        return alias;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return keys.chooseClientAlias(keyType, issuers, socket);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return keys.getClientAliases(keyType, issuers);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return keys.getServerAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return keys.chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return keys.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return keys.getPrivateKey(alias);
    }
}
