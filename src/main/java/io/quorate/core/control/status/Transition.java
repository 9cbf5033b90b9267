package io.quorate.core.control.status;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.view.VerdictState;
import java.util.List;

/**
 * A verdict that turned.
 *
 * @param upstreams names of those that use the target, in order
 */
public record Transition(
        EndpointAddress address, List<String> upstreams, VerdictState from, VerdictState to, String reason) {
    public Transition {
        upstreams = List.copyOf(upstreams);
    }
}
