package io.quorate.app.health;

import io.quorate.core.control.status.MemberStatus;
import io.quorate.core.control.status.UpstreamStatus;
import java.util.List;

/**
 * What is held at one moment.
 *
 * @param members this member first
 * @param at nanoseconds of the monotonic clock
 */
public record HealthStatus(List<MemberStatus> members, List<UpstreamStatus> upstreams, long at) {
    public HealthStatus {
        members = List.copyOf(members);
        upstreams = List.copyOf(upstreams);
    }
}
