package io.quorate.proxy.tls;

import io.quorate.core.model.pem.CertificateNames;
import io.quorate.core.model.pem.Identity;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The certificates that a listener may show, and which of them fit a name.
 *
 * <p>An exact name goes before a wildcard, both before the first certificate, which stands in where none fits or no name is
 * asked for. Each of the three may be several certificates with keys of different kinds, of which the client's abilities
 * choose one.
 */
final class Presentable {
    private final List<Identity> identities;
    private final List<CertificateNames> names;

    Presentable(List<Identity> identities) {
        this.identities = List.copyOf(identities);
        this.names = identities.stream()
                .map(identity -> CertificateNames.of(identity.certificate()))
                .toList();
    }

    Identity get(int index) {
        return identities.get(index);
    }

    /**
     * The certificate for a name; -1 if those that fit have keys of other kinds.
     *
     * @param name as asked for by SNI; empty: none
     * @param keyType as a key's algorithm is called
     */
    int choose(String name, String keyType) {
        return fitting(name)
                .filter(i -> identities.get(i).key().getAlgorithm().equals(keyType))
                .findFirst()
                .orElse(-1);
    }

    /** All whose key is of that kind. */
    int[] ofKind(String keyType) {
        return where(i -> identities.get(i).key().getAlgorithm().equals(keyType))
                .toArray();
    }

    /** What the certificate is for that fits a name best. */
    CertificateNames names(String name) {
        return names.get(fitting(name).findFirst().orElse(0));
    }

    private IntStream fitting(String name) {
        if (any(each -> each.coverExactly(name))) {
            return named(each -> each.coverExactly(name));
        }
        if (any(each -> each.coverByWildcard(name))) {
            return named(each -> each.coverByWildcard(name));
        }
        return named(names.get(0)::equals);
    }

    private boolean any(Predicate<CertificateNames> fits) {
        return names.stream().anyMatch(fits);
    }

    private IntStream named(Predicate<CertificateNames> fits) {
        return where(i -> fits.test(names.get(i)));
    }

    private IntStream where(java.util.function.IntPredicate holds) {
        return IntStream.range(0, identities.size()).filter(holds);
    }
}
