package io.quorate.core.plan;

import io.quorate.core.model.MemberId;
import io.quorate.core.model.text.StableHash;

/**
 * A member that may own targets.
 *
 * @param zone where it runs, empty if not said
 * @param hash of its id
 */
public record Candidate(MemberId member, String zone, long hash) {
    public static Candidate of(MemberId member, String zone) {
        return new Candidate(member, zone, StableHash.of(member.value()));
    }
}
