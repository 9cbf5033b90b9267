package io.quorate.app.health;

import io.quorate.core.control.status.MemberStatus;
import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.discover.Sought;
import java.util.List;
import java.util.Map;

/**
 * What is held at one moment.
 *
 * @param members this member first
 * @param discoveries what is looked for, by upstream
 * @param at nanoseconds of the monotonic clock
 */
public record HealthStatus(
        List<MemberStatus> members, List<UpstreamStatus> upstreams, Map<String, Sought> discoveries, long at) {
    public HealthStatus {
        members = List.copyOf(members);
        upstreams = List.copyOf(upstreams);
        discoveries = Map.copyOf(discoveries);
    }
}
