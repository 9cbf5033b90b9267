package io.quorate.core.model.pem;

import io.quorate.core.model.net.IpLiteral;
import java.security.Principal;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom a certificate is for (RFC 9525): its subjectAltNames; where it has none of use, its common name.
 *
 * @param exact DNS names
 * @param wildcards what stands behind {@code *.}
 * @param addresses as {@link IpLiteral#canonical} writes them
 */
public record CertificateNames(Set<String> exact, Set<String> wildcards, Set<String> addresses) {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    /** One part of a distinguished name as RFC 2253 writes it. */
    private static final Pattern PART = Pattern.compile("([A-Za-z0-9.]+)=((?:\\\\.|[^,+\\\\])*)[,+]?");

    public CertificateNames {
        exact = Set.copyOf(exact);
        wildcards = Set.copyOf(wildcards);
        addresses = Set.copyOf(addresses);
    }

    public static CertificateNames of(X509Certificate certificate) {
        CertificateNames names = alternatives(certificate);
        return names.isEmpty() ? of(commonNames(certificate), List.of()) : names;
    }

    public boolean isEmpty() {
        return exact.isEmpty() && wildcards.isEmpty() && addresses.isEmpty();
    }

    /**
     * Whether the certificate is for a host.
     *
     * @param host a name, in any case, or an address, without a port; one of IPv6 in brackets or not
     */
    public boolean cover(String host) {
        return coverExactly(host) || coverByWildcard(host);
    }

    /** The same without wildcards. */
    public boolean coverExactly(String host) {
        return IpLiteral.canonical(host).map(addresses::contains).orElseGet(() -> exact.contains(plain(host)));
    }

    /** The same by wildcards alone: {@code *} stands for one label, never for none or two. */
    public boolean coverByWildcard(String host) {
        String name = plain(host);
        int dot = name.indexOf('.');
        return dot > 0 && IpLiteral.canonical(host).isEmpty() && wildcards.contains(name.substring(dot + 1));
    }

    /** {@code a.example, *.b.example, 127.0.0.1}. */
    @Override
    public String toString() {
        Stream<String> hidden = wildcards.stream().map(name -> "*." + name);
        return Stream.of(exact.stream(), hidden, addresses.stream())
                .flatMap(names -> names.sorted())
                .collect(Collectors.joining(", "));
    }

    private static CertificateNames alternatives(X509Certificate certificate) {
        Set<String> dns = new TreeSet<>();
        Set<String> addresses = new TreeSet<>();
        for (List<?> name : alternativeNames(certificate)) {
            if (name.get(0).equals(DNS_NAME)) {
                dns.add((String) name.get(1));
            } else if (name.get(0).equals(IP_ADDRESS)) {
                IpLiteral.canonical((String) name.get(1)).ifPresent(addresses::add);
            }
        }
        return of(dns, addresses);
    }

    private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
        try {
            @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of(); // as good as none: no client would take them
        }
    }

    private static List<String> commonNames(X509Certificate certificate) {
        Principal subject = certificate.getSubjectX500Principal();
        return PART.matcher(subject.getName())
                .results()
                .filter(part -> part.group(1).equalsIgnoreCase("CN"))
                .map(part -> part.group(2))
                .filter(name -> !name.isBlank())
                .toList();
    }

    private static CertificateNames of(Collection<String> dns, Collection<String> addresses) {
        Set<String> exact = new TreeSet<>();
        Set<String> wildcards = new TreeSet<>();
        for (String name : dns) {
            String plain = plain(name);
            if (plain.startsWith("*.")) {
                wildcards.add(plain.substring(2));
            } else {
                exact.add(plain);
            }
        }
        return new CertificateNames(exact, wildcards, Set.copyOf(addresses));
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
