package io.quorate.core.view;

import io.quorate.core.model.MemberId;
import io.quorate.core.model.text.Expect;
import java.util.List;

/**
 * The votes of one vantage: all of them, or those that changed.
 *
 * @param count of the vantage's pulses when it made this
 * @param after the version that the changes build upon; {@link #WHOLE} if these are all registers
 * @param version of the vantage's registers with this
 * @param abstaining whether the vantage's votes do not count for now
 * @param registers those written since, or all
 * @param withdrawn targets of which the vantage holds nothing any more
 */
public record Report(
        MemberId from,
        long count,
        long after,
        long version,
        boolean abstaining,
        List<Register> registers,
        List<Long> withdrawn)
        implements Message {
    /** In place of a version: nothing is built upon. */
    public static final long WHOLE = -1;

    public Report {
        registers = List.copyOf(registers);
        withdrawn = List.copyOf(withdrawn);
        Expect.that(after < version, "after", after, "less than the version, " + version);
        Expect.that(after != WHOLE || withdrawn.isEmpty(), "withdrawn", withdrawn, "empty in a whole report");
    }

    /** Whether these are all registers of the vantage. */
    public boolean isWhole() {
        return after == WHOLE;
    }
}
