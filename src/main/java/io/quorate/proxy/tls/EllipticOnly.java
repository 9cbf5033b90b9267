package io.quorate.proxy.tls;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets keys be agreed on by elliptic curves only. By TLS 1.3 a client may choose groups of finite fields up to 8192 bits,
 * which cost it nothing and a server tens of milliseconds (CVE-2002-20001); of the groups, the JDK lets only these
 * constraints be set for each listener.
 */
enum EllipticOnly implements AlgorithmConstraints {
    INSTANCE;

    private static final String FINITE_FIELD = "ffdhe";

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, @Nullable AlgorithmParameters parameters) {
        return !(primitives.contains(CryptoPrimitive.KEY_AGREEMENT) && algorithm.startsWith(FINITE_FIELD));
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
        return true;
    }

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, Key key, @Nullable AlgorithmParameters parameters) {
        return true;
    }
}
