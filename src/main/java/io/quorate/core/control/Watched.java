package io.quorate.core.control;

import io.quorate.core.model.TargetId;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Upstream;
import java.util.List;

/**
 * An upstream and its targets.
 *
 * @param fingerprint of its check; empty if it has none
 * @param targets in the order of the endpoints; empty if there is no check
 */
record Watched(Upstream upstream, String fingerprint, List<TargetId> targets) {
    static Watched of(Upstream upstream) {
        if (upstream.check().isNone()) {
            return new Watched(upstream, "", List.of());
        }
        String fingerprint = upstream.check().fingerprint();
        return new Watched(
                upstream,
                fingerprint,
                upstream.endpoints().stream()
                        .map(endpoint -> new TargetId(endpoint.address(), fingerprint))
                        .toList());
    }

    boolean isChecked() {
        return !fingerprint.isEmpty();
    }

    boolean holds(EndpointAddress address) {
        return upstream.endpoints().stream()
                .anyMatch(endpoint -> endpoint.address().equals(address));
    }

    Endpoint endpoint(int place) {
        return upstream.endpoints().get(place);
    }

    /** What the endpoint at that address would be probed as. */
    TargetId target(EndpointAddress address) {
        return new TargetId(address, fingerprint);
    }
}
