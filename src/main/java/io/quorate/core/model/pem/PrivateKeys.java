package io.quorate.core.model.pem;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.transport.Pem;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/** Private keys from PEM files: PKCS#8, PKCS#1 (RSA) and SEC1 (elliptic curves), none of them encrypted. */
public final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final String EXPECTED = "one PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY in PEM";

    private PrivateKeys() {}

    /**
     * The only key of a file; certificates beside it are passed over. No message, and no cause, has anything of the key.
     *
     * @throws IllegalArgumentException if there is none that can be read, or more than one
     */
    public static PrivateKey of(Pem pem) {
        List<PemBlock> keys = PemBlock.of(pem.path(), pem.text()).stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .toList();
        Expect.that(!keys.isEmpty(), pem.path(), "no private key in it", EXPECTED);
        Expect.that(keys.size() == 1, pem.path(), keys.size() + " private keys in it", EXPECTED);
        PemBlock block = keys.get(0);
        boolean encrypted = block.encrypted() || block.label().startsWith("ENCRYPTED");
        Expect.that(!encrypted, pem.path(), "the key is encrypted", "a key without a passphrase");
        return pkcs8(block)
                .flatMap(PrivateKeys::read)
                .orElseThrow(() -> Expect.refusal(pem.path(), "the " + block + " cannot be read", EXPECTED));
    }

    private static Optional<byte[]> pkcs8(PemBlock block) {
        return switch (block.label()) {
            case "PRIVATE KEY" -> Optional.of(block.der());
            case "RSA PRIVATE KEY" -> Optional.of(Der.pkcs8OfRsa(block.der()));
            case "EC PRIVATE KEY" -> Der.curveOf(block.der()).map(curve -> Der.pkcs8OfEc(curve, block.der()));
            default -> Optional.empty();
        };
    }

    private static Optional<PrivateKey> read(byte[] pkcs8) {
        return ALGORITHMS.stream()
                .flatMap(algorithm -> read(algorithm, pkcs8).stream())
                .findFirst();
    }

    private static Optional<PrivateKey> read(String algorithm, byte[] pkcs8) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (InvalidKeySpecException e) {
            return Optional.empty(); // a key of another algorithm
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For who lets a signature tell whether two keys belong together. */
    static String signatureOf(PrivateKey key) throws GeneralSecurityException {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> throw new NoSuchAlgorithmException(key.getAlgorithm());
        };
    }
}
