package io.quorate.discovery.kube;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.quorate.core.model.upstream.Discovery;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Slices as the controller of a cluster writes them. */
final class SliceMaker {
    static final String NAMESPACE = "prod";
    static final String SERVICE = "shop";

    private SliceMaker() {}

    static Discovery.Slices wanted(String port) {
        return new Discovery.Slices(NAMESPACE, SERVICE, port);
    }

    static EndpointSlice slice(String name, String family, List<EndpointPort> ports, Endpoint... endpoints) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .addToLabels("kubernetes.io/service-name", SERVICE)
                .endMetadata()
                .withAddressType(family)
                .withPorts(ports)
                .withEndpoints(Arrays.asList(endpoints))
                .build();
    }

    /** With the one port {@code http}. */
    static EndpointSlice slice(String name, int port, Endpoint... endpoints) {
        return slice(name, "IPv4", List.of(tcp("http", port)), endpoints);
    }

    static EndpointPort tcp(@Nullable String name, @Nullable Integer number) {
        return port("TCP", name, number);
    }

    static EndpointPort port(@Nullable String protocol, @Nullable String name, @Nullable Integer number) {
        return new EndpointPortBuilder()
                .withProtocol(protocol)
                .withName(name)
                .withPort(number)
                .build();
    }

    static Endpoint ready(String address) {
        return ready(address, null);
    }

    static Endpoint ready(String address, @Nullable String zone) {
        return new EndpointBuilder(conditions(address, true, true, false))
                .withZone(zone)
                .build();
    }

    static Endpoint unready(String address) {
        return conditions(address, false, false, false);
    }

    /** On its way out, and still answering or not. */
    static Endpoint terminating(String address, boolean serving) {
        return conditions(address, false, serving, true);
    }

    static Endpoint conditions(
            String address, @Nullable Boolean ready, @Nullable Boolean serving, @Nullable Boolean terminating) {
        return new EndpointBuilder()
                .withAddresses(address)
                .withNewConditions(ready, serving, terminating)
                .build();
    }
}
