package io.quorate.discovery.kube;

import static io.quorate.discovery.kube.SliceMaker.conditions;
import static io.quorate.discovery.kube.SliceMaker.port;
import static io.quorate.discovery.kube.SliceMaker.ready;
import static io.quorate.discovery.kube.SliceMaker.slice;
import static io.quorate.discovery.kube.SliceMaker.tcp;
import static io.quorate.discovery.kube.SliceMaker.terminating;
import static io.quorate.discovery.kube.SliceMaker.unready;
import static io.quorate.discovery.kube.SliceMaker.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.quorate.discovery.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SliceReaderTest {
    private static final String HTTP = "http";

    @Test
    void aServiceWithoutSlicesHasNoEndpoints() {
        assertThat(found(HTTP)).isEmpty();
    }

    @Test
    void aSliceWithoutEndpointsNeedsNoPort() {
        assertThat(found(HTTP, slice("a", "IPv4", List.of()))).isEmpty();
    }

    @Test
    void aSliceWithoutListsHasNoEndpoints() {
        EndpointSlice bare = new EndpointSliceBuilder().withAddressType("IPv4").build();
        bare.setEndpoints(null);
        bare.setPorts(null);

        assertThat(found(HTTP, bare)).isEmpty();
    }

    @Test
    void endpointsAreSortedByAddress() {
        assertThat(found(
                        HTTP,
                        slice("a", 8080, ready("10.0.0.3"), ready("10.0.0.1")),
                        slice("b", 80, ready("10.0.0.2"))))
                .containsExactly("10.0.0.1:8080", "10.0.0.2:80", "10.0.0.3:8080");
    }

    @Test
    void anEndpointHasItsZoneAndTheWeightOfOne() {
        Finding found = read(HTTP, slice("a", 8080, ready("10.0.0.1", "eu-1a"), ready("10.0.0.2")));

        assertThat(((Finding.Found) found).endpoints())
                .satisfiesExactly(
                        one -> assertThat(one.zone()).isEqualTo("eu-1a"),
                        one -> assertThat(one.zone()).isEmpty());
        assertThat(((Finding.Found) found).endpoints()).allMatch(one -> one.weight() == 1 && !one.backup());
    }

    @Test
    void ofADualStackServiceIpv4IsUsed() {
        assertThat(found(HTTP, ipv6("v6", ready("fd00::1")), slice("v4", 8080, ready("10.0.0.1"))))
                .containsExactly("10.0.0.1:8080");
    }

    @Test
    void withoutIpv4Ipv6IsUsed() {
        assertThat(found(HTTP, ipv6("v6", ready("fd00::1")))).containsExactly("[fd00::1]:8080");
    }

    @Test
    void aSliceOfIpv4WithoutEndpointsDoesNotHideIpv6() {
        assertThat(found(HTTP, slice("v4", 8080), ipv6("v6", ready("fd00::1")))).containsExactly("[fd00::1]:8080");
    }

    @Test
    void anEndpointMayBeAName() {
        assertThat(found(HTTP, slice("a", "FQDN", List.of(tcp(HTTP, 8080)), ready("shop.example.com"))))
                .containsExactly("shop.example.com:8080");
    }

    @Test
    void ofAnUnknownFamilyNothingIsUsed() {
        assertThat(found(HTTP, slice("a", "Carrier", List.of(tcp(HTTP, 8080)), ready("10.0.0.1"))))
                .isEmpty();
    }

    @Test
    void ofSeveralAddressesOfAnEndpointTheFirstCounts() {
        Endpoint two =
                new EndpointBuilder().withAddresses("10.0.0.1", "10.0.0.2").build();

        assertThat(found(HTTP, slice("a", 8080, two))).containsExactly("10.0.0.1:8080");
    }

    @Test
    void whatIsNoAddressIsLeftOut() {
        assertThat(found(HTTP, slice("a", 8080, ready("10.0.0.01"), ready("10.0.0.2"))))
                .containsExactly("10.0.0.2:8080");
    }

    @Test
    void anEndpointInTwoSlicesCountsOnce() {
        assertThat(found(HTTP, slice("a", 8080, ready("10.0.0.1")), slice("b", 8080, ready("10.0.0.1"))))
                .containsExactly("10.0.0.1:8080");
    }

    @Test
    void aPortMayBeFoundByItsNumber() {
        EndpointSlice several = slice("a", "IPv4", List.of(tcp(HTTP, 8080), tcp("admin", 9090)), ready("10.0.0.1"));

        assertThat(found("9090", several)).containsExactly("10.0.0.1:9090");
    }

    @Test
    void aNumberUnderTwoNamesIsOnePort() {
        EndpointSlice twice = slice("a", "IPv4", List.of(tcp(HTTP, 8080), tcp("metrics", 8080)), ready("10.0.0.1"));

        assertThat(found("8080", twice)).containsExactly("10.0.0.1:8080");
    }

    @Test
    void theOnlyPortNeedsNoName() {
        assertThat(found("", slice("a", "IPv4", List.of(tcp(null, 8080)), ready("10.0.0.1"))))
                .containsExactly("10.0.0.1:8080");
    }

    @Test
    void onlyPortsOfTcpCount() {
        EndpointSlice both =
                slice("a", "IPv4", List.of(port("UDP", "dns", 53), port(null, HTTP, 8080)), ready("10.0.0.1"));

        assertThat(found("", both)).containsExactly("10.0.0.1:8080");
        assertThat(reason("dns", both)).isEqualTo("service shop has no port dns (there: http (8080))");
    }

    @Test
    void ofSeveralPortsOneIsToBeNamed() {
        EndpointSlice several = slice("a", "IPv4", List.of(tcp(HTTP, 8080), tcp("admin", 9090)), ready("10.0.0.1"));

        assertThat(reason("", several))
                .isEqualTo("service shop has several ports, name one (there: admin (9090), http (8080))");
    }

    @Test
    void aPortThatIsNotThereIsNamedWithThoseThatAre() {
        assertThat(reason("https", slice("a", 8080, ready("10.0.0.1"))))
                .isEqualTo("service shop has no port https (there: http (8080))");
    }

    @Test
    void aPortWithoutANumberIsNone() {
        EndpointSlice numberless = slice("a", "IPv4", List.of(tcp(HTTP, null)), ready("10.0.0.1"));

        assertThat(reason(HTTP, numberless))
                .isEqualTo("service shop has no port http (there: no TCP port with a number)");
        assertThat(found(HTTP, numberless, slice("b", 8080, ready("10.0.0.2")))).containsExactly("10.0.0.2:8080");
    }

    @Test
    void thoseThatAreNotReadyAreLeftOut() {
        assertThat(found(HTTP, slice("a", 8080, ready("10.0.0.1"), unready("10.0.0.2"), terminating("10.0.0.3", true))))
                .containsExactly("10.0.0.1:8080");
    }

    @Test
    void whatIsNotSaidCountsAsReady() {
        Endpoint silent = new EndpointBuilder().withAddresses("10.0.0.2").build();

        assertThat(found(HTTP, slice("a", 8080, conditions("10.0.0.1", null, null, null), silent)))
                .containsExactly("10.0.0.1:8080", "10.0.0.2:8080");
    }

    /** As with publishNotReadyAddresses, which makes all ready. */
    @Test
    void aReadyOneThatTerminatesIsLeftOutWhileThereAreOthers() {
        assertThat(found(HTTP, slice("a", 8080, conditions("10.0.0.1", true, true, true), ready("10.0.0.2"))))
                .containsExactly("10.0.0.2:8080");
    }

    @Test
    void withoutReadyOnesThoseThatStillServeAreUsed() {
        assertThat(found(
                        HTTP,
                        slice("a", 8080, terminating("10.0.0.1", true), unready("10.0.0.2")),
                        slice("b", 8080, terminating("10.0.0.3", false))))
                .containsExactly("10.0.0.1:8080");
    }

    @Test
    void servingIsWhatReadyIsUnlessSaid() {
        assertThat(found(HTTP, slice("a", 8080, conditions("10.0.0.1", false, null, true), unready("10.0.0.2"))))
                .containsExactly("10.0.0.2:8080");
    }

    @Test
    void ifNoneServesAllThatStayAreUsed() {
        assertThat(found(
                        HTTP,
                        slice("a", 8080, unready("10.0.0.1"), unready("10.0.0.2"), terminating("10.0.0.3", false))))
                .containsExactly("10.0.0.1:8080", "10.0.0.2:8080");
    }

    @Test
    void ifAllAreGoneThereAreNone() {
        assertThat(found(HTTP, slice("a", 8080, terminating("10.0.0.1", false))))
                .isEmpty();
    }

    @Test
    void theOrderOfSlicesAndEndpointsDoesNotMatter() {
        long seed = Long.getLong("quorate.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            List<EndpointSlice> slices = someSlices(random);
            Finding before = SliceReader.read(wanted(HTTP), slices);
            Collections.shuffle(slices, random);
            slices.forEach(one -> Collections.shuffle(one.getEndpoints(), random));
            assertThat(SliceReader.read(wanted(HTTP), slices))
                    .as("seed %d, run %d", seed, run)
                    .isEqualTo(before);
        }
    }

    @Test
    void noAddressIsThereTwice() {
        long seed = Long.getLong("quorate.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            List<EndpointSlice> slices = someSlices(random);
            if (SliceReader.read(wanted(HTTP), slices) instanceof Finding.Found found) {
                assertThat(found.endpoints())
                        .as("seed %d, run %d", seed, run)
                        .extracting(io.quorate.core.model.upstream.Endpoint::address)
                        .doesNotHaveDuplicates()
                        .isSorted();
            }
        }
    }

    /** Few addresses in many states, so that they meet. */
    private static List<EndpointSlice> someSlices(Random random) {
        List<EndpointSlice> slices = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            List<Endpoint> endpoints = new ArrayList<>();
            for (int j = random.nextInt(5); j > 0; j--) {
                Endpoint one = conditions("10.0.0." + random.nextInt(4), maybe(random), maybe(random), maybe(random));
                one.setZone(random.nextBoolean() ? null : "z" + random.nextInt(3));
                endpoints.add(one);
            }
            String family = random.nextInt(8) == 0 ? "FQDN" : "IPv4";
            Integer number = random.nextInt(6) == 0 ? null : (Integer) (8080 + random.nextInt(2));
            String name = random.nextInt(6) == 0 ? "admin" : HTTP;
            slices.add(slice("s" + i, family, List.of(tcp(name, number)), endpoints.toArray(Endpoint[]::new)));
        }
        return slices;
    }

    private static @Nullable Boolean maybe(Random random) {
        int drawn = random.nextInt(3);
        return drawn == 2 ? null : (Boolean) (drawn == 1);
    }

    private static EndpointSlice ipv6(String name, Endpoint... endpoints) {
        return slice(name, "IPv6", List.of(tcp(HTTP, 8080)), endpoints);
    }

    private static List<String> found(String port, EndpointSlice... slices) {
        return ((Finding.Found) read(port, slices))
                .endpoints().stream().map(one -> one.address().toString()).toList();
    }

    private static String reason(String port, EndpointSlice... slices) {
        return ((Finding.Failed) read(port, slices)).reason();
    }

    private static Finding read(String port, EndpointSlice... slices) {
        return SliceReader.read(wanted(port), List.of(slices));
    }
}
