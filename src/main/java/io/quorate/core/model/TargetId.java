package io.quorate.core.model;

import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.text.Expect;

/**
 * What is probed: an endpoint's address and the definition of its check.
 *
 * @param fingerprint {@link CheckSpec#fingerprint()}
 */
public record TargetId(EndpointAddress address, String fingerprint) implements Comparable<TargetId> {
    public TargetId {
        Expect.that(!fingerprint.isEmpty(), "fingerprint", fingerprint, "not empty");
    }

    @Override
    public int compareTo(TargetId other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : fingerprint.compareTo(other.fingerprint);
    }

    @Override
    public String toString() {
        return address + "#" + fingerprint;
    }
}
