package io.quorate.admin;

import io.quorate.core.control.status.MemberStatus;
import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.discover.Sought;
import io.quorate.core.model.net.EndpointAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.ToLongBiFunction;

/**
 * What a member sees at one moment.
 *
 * @param members who sees it, and then the others
 * @param discoveries what is looked for of endpoints, by upstream name
 * @param now nanoseconds of the clock that the statuses were taken with
 * @param wallTime from nanoseconds of that clock to the time of day
 * @param inFlight requests to an endpoint, by upstream name and address
 */
public record MemberView(
        List<MemberStatus> members,
        List<UpstreamStatus> upstreams,
        Map<String, Sought> discoveries,
        long now,
        LongFunction<Instant> wallTime,
        ToLongBiFunction<String, EndpointAddress> inFlight) {
    public MemberView {
        members = List.copyOf(members);
        upstreams = List.copyOf(upstreams);
        discoveries = Map.copyOf(discoveries);
    }

    /** Who sees it. */
    MemberStatus self() {
        return members.get(0);
    }
}
