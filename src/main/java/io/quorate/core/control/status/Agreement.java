package io.quorate.core.control.status;

import java.util.List;

/**
 * How far the live members hold the same.
 *
 * @param members live ones, this member included
 * @param sameView those of them whose view is this member's, which is one of them
 * @param generations how many different configs they have
 */
public record Agreement(int members, int sameView, int generations) {
    /** Of all members as this member sees them, itself first. */
    public static Agreement of(List<MemberStatus> members) {
        List<MemberStatus> live = members.stream().filter(MemberStatus::live).toList();
        long viewHash = members.get(0).pulse().viewHash();
        long sameView = live.stream()
                .filter(member -> member.pulse().viewHash() == viewHash)
                .count();
        long generations = live.stream()
                .mapToLong(member -> member.pulse().configHash())
                .distinct()
                .count();
        return new Agreement(live.size(), (int) sameView, (int) generations);
    }

    /** The share of the live members whose view is this member's: 1 if all agree. */
    public double share() {
        return (double) sameView / members;
    }
}
