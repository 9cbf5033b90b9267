package io.quorate.core.plan;

import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.text.Expect;
import java.util.List;

/**
 * What this member is to do for one target, until told otherwise. Giving it twice changes nothing.
 *
 * @param rank the member's place among the target's owners, from 0
 * @param owners how many members probe the target, in turn
 * @param upstreams names of those that use the target, in order, for metrics
 */
public record Assignment(TargetId target, CheckSpec check, Pace pace, int rank, int owners, List<String> upstreams) {
    public Assignment {
        Expect.that(rank >= 0 && rank < owners, "rank", rank, "0 to less than the owners, " + owners);
        upstreams = List.copyOf(upstreams);
    }

    /** Where the probe connects to. */
    public EndpointAddress probed() {
        return check.probed(target.address());
    }

    /** Whether probes are due at the same times in both. */
    public boolean keepsTimeOf(Assignment other) {
        return pace == other.pace && rank == other.rank && owners == other.owners;
    }
}
