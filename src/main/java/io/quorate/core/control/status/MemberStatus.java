package io.quorate.core.control.status;

import io.quorate.core.model.MemberId;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Pulse;

/**
 * One member as this member sees it.
 *
 * @param live whether its lease runs
 * @param pulse what it said of itself last
 * @param heardAt when it was heard from, in nanoseconds of the holder's monotonic clock
 * @param leaseNanos how long its silence would be borne from now on; 0 if its lease has ended
 */
public record MemberStatus(boolean live, Pulse pulse, long heardAt, long leaseNanos) {
    /** The word for the state of a member that is not heard from, and has not said that it leaves. */
    public static final String LOST = "lost";

    public MemberId id() {
        return pulse.from();
    }

    /** The word for its state in the admin API and the log. */
    public String state() {
        return state(live, pulse.card().state());
    }

    /** The word for the state of a member that is live or not, and has said that last. */
    public static String state(boolean live, MemberState said) {
        return live || said == MemberState.LEAVING ? said.word() : LOST;
    }
}
