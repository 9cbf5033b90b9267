package io.quorate.core.plan;

import io.quorate.core.model.MemberId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who counts as live: a member whose silence has not yet lasted longer than the lease. Times are nanoseconds of the
 * holder's monotonic clock; no other member's clock is looked at.
 */
public final class Leases {
    private final Map<MemberId, Long> ends = new HashMap<>();

    /** The member was heard from; true if it was not live before. */
    public boolean renew(MemberId member, long end) {
        return ends.put(member, end) == null;
    }

    /** The member is known to be gone; true if it was live. */
    public boolean end(MemberId member) {
        return ends.remove(member) != null;
    }

    /** Ends the leases that are over, and says whose. */
    public List<MemberId> expire(long now) {
        List<MemberId> over = new ArrayList<>();
        ends.forEach((member, end) -> {
            if (now - end >= 0) {
                over.add(member);
            }
        });
        over.forEach(ends::remove);
        return over;
    }

    /** The holder itself stood still for so long, and could have heard nobody: silence in that time is no silence. */
    public void extend(long nanos) {
        ends.replaceAll((member, end) -> end + nanos);
    }

    /** Whether nobody is live. */
    public boolean isEmpty() {
        return ends.isEmpty();
    }

    public boolean isLive(MemberId member) {
        return ends.containsKey(member);
    }
}
