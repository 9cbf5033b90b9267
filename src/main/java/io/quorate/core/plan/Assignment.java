package io.quorate.core.plan;

import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import java.util.List;

/**
 * What this member is to do for one target, until told otherwise. Giving it twice changes nothing.
 *
 * @param upstreams names of those that use the target, in order, for metrics
 */
public record Assignment(TargetId target, CheckSpec check, Pace pace, List<String> upstreams) {
    public Assignment {
        upstreams = List.copyOf(upstreams);
    }

    /** Where the probe connects to. */
    public EndpointAddress probed() {
        return check.probed(target.address());
    }
}
