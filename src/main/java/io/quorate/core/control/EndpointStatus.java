package io.quorate.core.control;

import io.quorate.core.health.Vote;
import io.quorate.core.model.Endpoint;
import io.quorate.core.view.Verdict;
import java.util.List;

/**
 * One endpoint as this member sees it.
 *
 * @param routable whether requests may be sent to it
 * @param votes of all vantages that look at it; empty if it has no check
 */
public record EndpointStatus(Endpoint endpoint, Verdict verdict, boolean routable, List<Vote> votes) {
    public EndpointStatus {
        votes = List.copyOf(votes);
    }
}
