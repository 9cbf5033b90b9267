package io.quorate.core.control.status;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.view.VerdictState;
import java.util.List;

/**
 * A verdict that turned.
 *
 * @param remaining what is left of each upstream that uses the target, in order, once all is counted that turned with it
 */
public record Transition(
        EndpointAddress address, VerdictState from, VerdictState to, String reason, List<Remaining> remaining) {
    public Transition {
        remaining = List.copyOf(remaining);
    }

    /** Names of those that use the target, in order. */
    public List<String> upstreams() {
        return remaining.stream().map(Remaining::upstream).toList();
    }
}
