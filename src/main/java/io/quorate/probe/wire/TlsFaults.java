package io.quorate.probe.wire;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** What is wrong with an endpoint's TLS, in words that somebody can act on. */
final class TlsFaults {
    private static final int MOST_NAMES = 5;
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final String ALERT = "received fatal alert: ";
    /** Alerts about a certificate (RFC 8446 section 6.2). */
    private static final Set<String> ABOUT_OURS = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "certificate_required",
            "unknown_ca",
            "access_denied",
            "handshake_failure");

    private TlsFaults() {}

    /** Why a handshake failed that did not fail by the endpoint's certificate. */
    static String shaking(Throwable cause, KeyWatch keys, List<String> protocols) {
        if (causes(cause).anyMatch(NotSslRecordException.class::isInstance)) {
            return "endpoint speaks no TLS";
        }
        String text = textOf(cause);
        Optional<String> alert = alertIn(text);
        if (alert.isPresent()) {
            return alerted(alert.get(), keys, protocols);
        }
        if (text.contains("protocol version") || text.contains("protocol_version")) {
            return "no TLS version in common: TLSv1.2 and TLSv1.3 are spoken here";
        }
        if (text.contains("connection reset") || text.contains("broken pipe")) {
            return "connection reset during the TLS handshake";
        }
        if (cause instanceof IOException && (text.contains("closed") || !(cause instanceof SSLException))) {
            return "connection closed during the TLS handshake";
        }
        return "TLS handshake failed: " + Excerpt.of(String.valueOf(cause.getMessage()));
    }

    /** What the endpoint had to object after the handshake, which in TLS 1.3 is when it looks at our certificate. */
    static String objecting(SSLException cause, KeyWatch keys) {
        return alertIn(textOf(cause))
                .map(alert -> alerted(alert, keys, List.of()))
                .orElseGet(() -> "TLS broke: " + Excerpt.of(String.valueOf(cause.getMessage())));
    }

    /** Why the certificate is refused. */
    static String untrusted(X509Certificate leaf, String name, CertificateException cause, Instant now) {
        Instant end = leaf.getNotAfter().toInstant();
        Instant start = leaf.getNotBefore().toInstant();
        if (now.isAfter(end)) {
            return "certificate expired on " + date(end) + ", "
                    + Duration.between(end, now).toDays() + " days ago";
        }
        if (now.isBefore(start)) {
            return "certificate is not valid before " + start;
        }
        if (causes(cause).anyMatch(CertificateExpiredException.class::isInstance)) {
            return "certificate of an authority above the endpoint's has expired";
        }
        String text = textOf(cause);
        if (text.contains("no subject alternative") || text.contains("no name matching")) {
            return "certificate is not for " + Excerpt.of(name) + " but for " + namesIn(leaf);
        }
        if (text.contains("unable to find valid certification path") || text.contains("trust anchor")) {
            return "certificate is signed by none that is trusted: "
                    + Excerpt.of(leaf.getIssuerX500Principal().getName());
        }
        return "certificate is refused: " + Excerpt.of(String.valueOf(cause.getMessage()));
    }

    private static String alerted(String alert, KeyWatch keys, List<String> protocols) {
        if (keys.wasAsked() && ABOUT_OURS.contains(alert)) {
            return keys.hasShown()
                    ? "endpoint refuses our client certificate: " + alert
                    : "endpoint demands a client certificate: " + alert;
        }
        return switch (alert) {
            case "protocol_version" -> "no TLS version in common: TLSv1.2 and TLSv1.3 are spoken here";
            case "unrecognized_name" -> "endpoint knows no such server name: unrecognized_name";
            case "no_application_protocol" -> "endpoint speaks none of " + String.join(", ", protocols) + " (ALPN)";
            default -> "endpoint refuses the TLS handshake: " + Excerpt.of(alert);
        };
    }

    private static Optional<String> alertIn(String text) {
        int at = text.indexOf(ALERT);
        return at < 0
                ? Optional.empty()
                : Optional.of(text.substring(at + ALERT.length()).split("[^a-z_]", 2)[0]);
    }

    private static String namesIn(X509Certificate leaf) {
        List<String> names;
        try {
            Collection<List<?>> found = leaf.getSubjectAlternativeNames();
            names = found == null
                    ? List.of()
                    : found.stream()
                            .filter(one ->
                                    one.get(0).equals(DNS_NAME) || one.get(0).equals(IP_ADDRESS))
                            .map(one -> Excerpt.of(String.valueOf(one.get(1))))
                            .toList();
        } catch (CertificateParsingException e) {
            names = List.of();
        }
        String more = names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "";
        return names.isEmpty()
                ? "no name at all"
                : names.stream().limit(MOST_NAMES).collect(Collectors.joining(", ")) + more;
    }

    private static String date(Instant time) {
        return time.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static Stream<Throwable> causes(Throwable cause) {
        return Stream.iterate(cause, one -> one != null, Throwable::getCause).limit(10);
    }

    private static String textOf(Throwable cause) {
        return causes(cause)
                .map(one -> String.valueOf(one.getMessage()))
                .collect(Collectors.joining(" "))
                .toLowerCase(Locale.ROOT);
    }
}
