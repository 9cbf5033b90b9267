package io.quorate.core.view;

import io.quorate.core.model.MemberId;

/**
 * A member's sign of life, told to all about once a second. It renews the lease, and shows whether the receiver holds
 * all that the member has reported.
 *
 * @param count of the member's pulses: a higher one is newer
 * @param version of the member's registers
 * @param digest of the member's registers, whatever their order ({@link Register#digest})
 * @param viewHash of the view that the member routes by
 * @param configHash which generation its config is
 * @param awareness how far the member doubts itself, 0 (not at all) to 8
 * @param abstaining whether its votes do not count for now
 */
public record Pulse(
        MemberId from,
        MemberCard card,
        long count,
        long version,
        long digest,
        long viewHash,
        long configHash,
        int awareness,
        boolean abstaining)
        implements Message {}
