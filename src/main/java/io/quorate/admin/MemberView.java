package io.quorate.admin;

import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.model.net.EndpointAddress;
import java.time.Instant;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongBiFunction;

/**
 * What a member sees at one moment.
 *
 * @param self who sees it
 * @param now nanoseconds of the clock that the statuses were taken with
 * @param wallTime from nanoseconds of that clock to the time of day
 * @param inFlight requests to an endpoint, by upstream name and address
 */
public record MemberView(
        Self self,
        String viewHash,
        String configHash,
        List<UpstreamStatus> upstreams,
        long now,
        LongFunction<Instant> wallTime,
        ToLongBiFunction<String, EndpointAddress> inFlight) {
    /** The member itself. */
    public record Self(String id, String name, String zone, String address, String state) {}

    public MemberView {
        upstreams = List.copyOf(upstreams);
    }
}
