package io.quorate.core.control.status;

import io.quorate.core.health.Vote;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.view.Verdict;
import java.util.List;

/**
 * One endpoint as this member sees it.
 *
 * @param routable whether requests may be sent to it
 * @param avoided whether this member itself cannot reach it, whatever the verdict
 * @param owners who probes it, in turn
 * @param votes of all that may vote on it; empty if it has no check
 */
public record EndpointStatus(
        Endpoint endpoint,
        Verdict verdict,
        boolean routable,
        boolean avoided,
        List<MemberId> owners,
        List<Vote> votes) {
    public EndpointStatus {
        owners = List.copyOf(owners);
        votes = List.copyOf(votes);
    }
}
