package io.quorate.core.control.status;

import io.quorate.core.health.Vote;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.passive.Evidence;
import io.quorate.core.routing.Standing;
import io.quorate.core.view.Verdict;
import java.util.List;

/**
 * One endpoint as this member sees it.
 *
 * @param routable whether requests may be sent to it
 * @param standing what is held of it, by all and by this member
 * @param owners who probes it, in turn
 * @param votes of all that may vote on it; empty if it has no check
 * @param evidence what requests say of it
 */
public record EndpointStatus(
        Endpoint endpoint,
        Verdict verdict,
        boolean routable,
        Standing standing,
        List<MemberId> owners,
        List<Vote> votes,
        Evidence evidence) {
    public EndpointStatus {
        owners = List.copyOf(owners);
        votes = List.copyOf(votes);
    }

    /** Whether nothing speaks against it. */
    public boolean isHealthy() {
        return standing.isHealthy();
    }
}
