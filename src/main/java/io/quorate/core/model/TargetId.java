package io.quorate.core.model;

import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.StableHash;

/**
 * What is probed: an endpoint's address and the definition of its check.
 *
 * @param fingerprint {@link CheckSpec#fingerprint()}
 */
public record TargetId(EndpointAddress address, String fingerprint) implements Comparable<TargetId> {
    public TargetId {
        Expect.that(!fingerprint.isEmpty(), "fingerprint", fingerprint, "not empty");
    }

    /** What members call the target among themselves: 64 bits in place of the whole text. */
    public long key() {
        return StableHash.of(toString());
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
