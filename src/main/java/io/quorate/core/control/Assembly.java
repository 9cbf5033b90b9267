package io.quorate.core.control;

import io.quorate.core.control.status.MemberChange;
import io.quorate.core.control.status.MemberStatus;
import io.quorate.core.model.ClusterSettings;
import io.quorate.core.model.MemberId;
import io.quorate.core.passive.Ejections;
import io.quorate.core.passive.Peers;
import io.quorate.core.plan.Candidate;
import io.quorate.core.plan.Rendezvous;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Message;
import io.quorate.core.view.Pull;
import io.quorate.core.view.Pulse;
import io.quorate.core.view.Report;
import io.quorate.core.view.Reports;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The members together: what they say to each other, and what follows for who is live and who owns what. */
final class Assembly {
    /** A member that does not answer is not asked again before this has passed. */
    private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final MemberId self;
    private final Reports reports = new Reports();
    private final Roster roster = new Roster();
    private final Panel panel;
    private final Announcer announcer;
    private final Map<MemberId, Long> askedAt = new HashMap<>();
    private final Map<MemberId, Long> lackingSince = new HashMap<>();
    private final List<MemberChange> changes = new ArrayList<>();
    private Set<MemberId> hinted = Set.of();
    private ClusterSettings settings = ClusterSettings.DEFAULT;
    private long generation;

    Assembly(MemberId self, long now) {
        this.self = self;
        this.panel = new Panel(self, reports, roster);
        this.announcer = new Announcer(self, now);
    }

    /**
     * What follows from what was heard.
     *
     * @param ownership whether targets are to be shared out anew
     * @param deserted whether the last of the others fell silent, and did not say that it leaves
     * @param targets those to be judged anew, by key
     */
    record News(boolean ownership, boolean deserted, Set<Long> targets) {
        static final News NONE = new News(false, false, Set.of());
    }

    Panel panel() {
        return panel;
    }

    Announcer announcer() {
        return announcer;
    }

    /** Which endpoints are left out because of what this member and the others say of the requests sent to them. */
    Ejections ejections(long now) {
        return new Ejections(self, reports, new Others(), announcer.outbox()::say, now);
    }

    /** Who this member is from now on; true if targets are to be shared out anew. */
    boolean introduce(MemberCard card) {
        MemberCard before = announcer.card();
        announcer.introduce(card);
        return !card.zone().equals(before.zone()) || card.state() != before.state();
    }

    void configure(ClusterSettings next, long hash) {
        settings = next;
        generation = hash;
        announcer.ofGeneration(hash);
        panel.ofGeneration(hash);
    }

    /** Takes a message, of whatever age. */
    News hear(Message message, long now) {
        if (message.from().equals(self)) {
            return News.NONE;
        }
        if (message instanceof Pulse pulse) {
            return hear(pulse, now);
        }
        if (message instanceof Report report) {
            return hear(report, now);
        }
        if (message instanceof Pull pull && pull.to().equals(self)) {
            announcer.answer(pull.from());
        }
        return News.NONE;
    }

    /** Takes the transport's word for who else is in the cluster. */
    News hint(Set<MemberId> peers) {
        Set<MemberId> gone = new HashSet<>(hinted);
        gone.removeAll(peers);
        if (!hinted.containsAll(peers)) {
            announcer.pulseSoon();
        }
        hinted = Set.copyOf(peers);
        return lost(gone.stream().filter(roster::end).toList());
    }

    /** Ends the leases that are over, and asks again for what was asked for and did not come. */
    News tick(long now) {
        News lost = lost(roster.expire(now));
        Set<Long> outdated = new HashSet<>(lost.targets());
        lackingSince.forEach((member, since) -> {
            ask(member, now);
            if (now - since >= leaseNanos()) {
                // Known to be out of date for so long, it is no evidence any more.
                outdated.addAll(reports.forget(member));
            }
        });
        return new News(lost.ownership(), lost.deserted(), outdated);
    }

    void pulseIfDue(long now, long viewHash) {
        announcer.pulseIfDue(now, settings.pulse().toNanos(), viewHash);
    }

    /** How long a member's silence is borne. */
    long leaseNanos() {
        return settings.lease().toNanos();
    }

    /** This member stood still for so long, and could have heard nobody. */
    void extend(long nanos) {
        roster.extend(nanos);
    }

    /**
     * Who owns what now. A member that starts owns nothing as long as there are others: it does not know yet what they
     * hold, and its first outcome would decide alone. Neither does one that leaves.
     */
    Rendezvous owners() {
        MemberCard card = announcer.card();
        Map<MemberState, List<Candidate>> byState = roster.candidates(generation);
        byState.computeIfAbsent(card.state(), state -> new ArrayList<>()).add(Candidate.of(self, card.zone()));
        List<Candidate> candidates = new ArrayList<>(byState.getOrDefault(MemberState.READY, List.of()));
        candidates.addAll(byState.getOrDefault(MemberState.DRAINING, List.of()));
        for (MemberState instead : List.of(MemberState.STARTING, MemberState.LEAVING)) {
            if (candidates.isEmpty()) {
                candidates.addAll(byState.getOrDefault(instead, List.of()));
            }
        }
        return new Rendezvous(candidates);
    }

    /** Whether all that the members hinted at have reported is held. */
    boolean isComplete() {
        return hinted.stream()
                .allMatch(member -> roster.pulse(member)
                        .filter(pulse -> !reports.lacks(pulse))
                        .isPresent());
    }

    /** This member first, then the others by name. */
    List<MemberStatus> members(Pulse own, long now) {
        long lease = leaseNanos();
        List<MemberStatus> members = new ArrayList<>();
        members.add(new MemberStatus(true, own, now, lease));
        members.addAll(roster.statuses(now, lease));
        return members;
    }

    /** Who came, changed or went since this was asked last. */
    List<MemberChange> changes() {
        List<MemberChange> since = List.copyOf(changes);
        changes.clear();
        return since;
    }

    private News hear(Pulse pulse, long now) {
        MemberId from = pulse.from();
        String before = roster.state(from);
        Roster.News news = roster.heard(pulse, now, leaseNanos());
        if (news == Roster.News.OLD) {
            return News.NONE;
        }
        note(from, now);
        change(from, before);
        return switch (news) {
            case APPEARED -> {
                announcer.pulseSoon();
                yield new News(true, false, Set.of());
            }
            case MOVED -> new News(true, false, Set.of());
            case DOUBTED -> new News(false, false, reports.targetsOf(from));
            case SAME, OLD -> News.NONE;
        };
    }

    private News hear(Report report, long now) {
        MemberId from = report.from();
        if (!roster.isLive(from)) {
            return News.NONE;
        }
        Set<Long> targets = new HashSet<>(reports.take(report));
        if (roster.doubts(report)) {
            targets.addAll(reports.targetsOf(from));
        }
        note(from, now);
        return new News(false, false, targets);
    }

    /** Notes whether the member has reported more than is held of it, and if so asks for it. */
    private void note(MemberId member, long now) {
        if (roster.pulse(member).filter(reports::lacks).isPresent()) {
            lackingSince.putIfAbsent(member, now);
            ask(member, now);
        } else {
            lackingSince.remove(member);
        }
    }

    private void ask(MemberId member, long now) {
        Long before = askedAt.get(member);
        if (before == null || now - before >= ASK_NANOS) {
            askedAt.put(member, now);
            announcer.ask(member);
        }
    }

    /** What a lost member held is forgotten: should it return it may hold something else by then, and is asked. */
    private News lost(Collection<MemberId> members) {
        Set<Long> targets = new HashSet<>();
        for (MemberId member : members) {
            targets.addAll(reports.forget(member));
            askedAt.remove(member);
            lackingSince.remove(member);
            change(member, roster.state(member, true));
        }
        boolean silent = members.stream().anyMatch(member -> !roster.isLeaving(member));
        return members.isEmpty() ? News.NONE : new News(true, silent && roster.isEmpty(), targets);
    }

    private void change(MemberId member, String before) {
        String after = roster.state(member);
        if (!before.equals(after)) {
            changes.add(new MemberChange(member, roster.name(member), before, after));
        }
    }

    /** Whose word on ejections counts. */
    private final class Others implements Peers {
        private static final int MOST_RANKS = 8;

        @Override
        public boolean isLive(MemberId member) {
            return roster.isLive(member);
        }

        @Override
        public boolean areNone() {
            return roster.isEmpty();
        }

        @Override
        public int rank(long key) {
            return owners().owners(key, MOST_RANKS).indexOf(self);
        }
    }
}
