package io.quorate.discovery.kube;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.quorate.core.model.net.EndpointAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * An endpoint of a slice and its conditions.
 *
 * @param zone empty if not said
 */
record Candidate(EndpointAddress address, String zone, boolean ready, boolean serving, boolean terminating) {
    /**
     * Empty if the address is none. Of several only the first counts: what the others mean is not said (API reference
     * of EndpointSlice, {@code endpoints.addresses}).
     */
    static Optional<Candidate> of(Endpoint endpoint, int port) {
        EndpointConditions conditions =
                Objects.requireNonNullElseGet(endpoint.getConditions(), EndpointConditions::new);
        boolean ready = Objects.requireNonNullElse(conditions.getReady(), true);
        try {
            return Optional.of(new Candidate(
                    new EndpointAddress(endpoint.getAddresses().get(0), port),
                    Objects.requireNonNullElse(endpoint.getZone(), ""),
                    ready,
                    Objects.requireNonNullElse(conditions.getServing(), ready),
                    Objects.requireNonNullElse(conditions.getTerminating(), false)));
        } catch (IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }
}
