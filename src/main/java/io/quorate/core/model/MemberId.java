package io.quorate.core.model;

import io.quorate.core.model.text.Expect;

/** Which member: unique in the cluster, never reused after a restart. */
public record MemberId(String value) implements Comparable<MemberId> {
    public MemberId {
        Expect.that(!value.isBlank(), "member id", value, "not blank");
    }

    @Override
    public int compareTo(MemberId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
