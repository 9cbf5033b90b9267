package io.quorate.core.model.pem;

import io.quorate.core.model.transport.Pem;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is out of date in a file of certificates, in words. */
public final class OutOfDate {
    private OutOfDate() {}

    /** The first of a chain that is not valid at that moment: whoever is shown it refuses all of it. */
    public static Optional<String> ofChain(Pem pem, Instant at) {
        return certificates(pem).stream()
                .flatMap(certificate -> why(pem, certificate, at).stream())
                .findFirst();
    }

    /** The first of some authorities if none is valid at that moment: old ones among others do no harm. */
    public static Optional<String> ofAuthorities(Pem pem, Instant at) {
        List<X509Certificate> authorities = certificates(pem);
        boolean useless = authorities.stream()
                .allMatch(certificate -> why(pem, certificate, at).isPresent());
        return useless ? authorities.stream().findFirst().flatMap(first -> why(pem, first, at)) : Optional.empty();
    }

    private static List<X509Certificate> certificates(Pem pem) {
        return pem.isAbsent() ? List.of() : Certificates.of(pem);
    }

    private static Optional<String> why(Pem pem, X509Certificate certificate, Instant at) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        String whose = pem.path() + ": the certificate of " + Certificates.subject(certificate);
        if (at.isAfter(until)) {
            return Optional.of(whose + " expired at " + until);
        }
        return at.isBefore(from) ? Optional.of(whose + " is not valid before " + from) : Optional.empty();
    }
}
