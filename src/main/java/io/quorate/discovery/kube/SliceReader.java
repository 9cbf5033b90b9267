package io.quorate.discovery.kube;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.discovery.Finding;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the slices of a service say of its endpoints. The same whatever order they come in. */
final class SliceReader {
    /** The first family that has endpoints: the slices of a dual-stack service hold each pod once for either. */
    private static final List<String> FAMILIES = List.of("IPv4", "IPv6", "FQDN");

    /** The first that holds for any endpoint, as kube-proxy has it; the third is ours (docs/discovery.md). */
    private static final List<Predicate<Candidate>> CHOICES = List.of(
            one -> !one.terminating() && one.ready(),
            one -> one.terminating() && one.serving(),
            one -> !one.terminating());

    private SliceReader() {}

    static Finding read(Discovery.Slices wanted, Collection<EndpointSlice> slices) {
        List<EndpointSlice> used = ofOneFamily(slices);
        if (wanted.port().isEmpty() && namesOf(used).count() > 1) {
            return failed(wanted, "has several ports, name one", used);
        }
        boolean known = used.stream()
                .anyMatch(slice -> numbersOf(wanted.port(), slice).findAny().isPresent());
        if (!used.isEmpty() && !known) {
            String lacking = wanted.port().isEmpty() ? "has no port" : "has no port " + wanted.port();
            return failed(wanted, lacking, used);
        }
        return new Finding.Found(chosen(used.stream()
                .flatMap(slice -> candidatesOf(wanted.port(), slice))
                .toList()));
    }

    private static List<EndpointSlice> ofOneFamily(Collection<EndpointSlice> slices) {
        return FAMILIES.stream()
                .map(family -> slices.stream()
                        .filter(slice -> family.equals(slice.getAddressType())
                                && !endpointsOf(slice).isEmpty())
                        .toList())
                .filter(some -> !some.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static Stream<Candidate> candidatesOf(String port, EndpointSlice slice) {
        return numbersOf(port, slice)
                .flatMap(number ->
                        endpointsOf(slice).stream().flatMap(endpoint -> Candidate.of(endpoint, number).stream()));
    }

    /** A name has at least one letter (RFC 6335 section 5.1), so it is never taken for a number. */
    private static Stream<Integer> numbersOf(String wanted, EndpointSlice slice) {
        return portsOf(slice)
                .filter(port -> wanted.isEmpty()
                        || wanted.equals(nameOf(port))
                        || wanted.equals(port.getPort().toString()))
                .map(EndpointPort::getPort)
                .distinct();
    }

    private static List<Endpoint> chosen(List<Candidate> candidates) {
        return CHOICES.stream()
                .map(choice -> candidates.stream().filter(choice).toList())
                .filter(some -> !some.isEmpty())
                .findFirst()
                .map(SliceReader::eachOnce)
                .orElse(List.of());
    }

    /** While the controller rewrites slices an endpoint may stand in two of them. */
    private static List<Endpoint> eachOnce(List<Candidate> candidates) {
        TreeMap<EndpointAddress, String> zones = new TreeMap<>();
        candidates.forEach(one -> zones.merge(one.address(), one.zone(), SliceReader::oneZone));
        return zones.entrySet().stream()
                .map(entry -> new Endpoint(entry.getKey(), 1, entry.getValue()))
                .toList();
    }

    private static String oneZone(String one, String other) {
        boolean first = other.isEmpty() || (!one.isEmpty() && one.compareTo(other) <= 0);
        return first ? one : other;
    }

    private static Finding failed(Discovery.Slices wanted, String what, List<EndpointSlice> slices) {
        String there = slices.stream()
                .flatMap(SliceReader::portsOf)
                .map(port -> nameOf(port).isEmpty() ? "" + port.getPort() : nameOf(port) + " (" + port.getPort() + ")")
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .limit(10)
                .collect(Collectors.joining(", "));
        String ports = there.isEmpty() ? "no TCP port with a number" : there;
        return new Finding.Failed("service " + wanted.service() + " " + what + " (there: " + ports + ")");
    }

    private static Stream<String> namesOf(List<EndpointSlice> slices) {
        return slices.stream()
                .flatMap(SliceReader::portsOf)
                .map(SliceReader::nameOf)
                .distinct();
    }

    /** Those of TCP, which is what a port is without a protocol, that have a number. */
    private static Stream<EndpointPort> portsOf(EndpointSlice slice) {
        return listed(slice.getPorts())
                .filter(port -> "TCP".equals(Objects.requireNonNullElse(port.getProtocol(), "TCP")))
                .filter(port -> Optional.ofNullable(port.getPort())
                        .filter(number -> number >= 1 && number <= 65_535)
                        .isPresent());
    }

    private static String nameOf(EndpointPort port) {
        return Objects.requireNonNullElse(port.getName(), "");
    }

    private static List<io.fabric8.kubernetes.api.model.discovery.v1.Endpoint> endpointsOf(EndpointSlice slice) {
        return listed(slice.getEndpoints())
                .filter(endpoint -> listed(endpoint.getAddresses()).count() > 0)
                .toList();
    }

    private static <T> Stream<T> listed(@Nullable List<T> list) {
        return list == null ? Stream.of() : list.stream().filter(Objects::nonNull);
    }
}
