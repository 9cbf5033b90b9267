package io.quorate.core.control;

import io.quorate.core.control.status.MemberStatus;
import io.quorate.core.model.MemberId;
import io.quorate.core.plan.Candidate;
import io.quorate.core.plan.Leases;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Pulse;
import io.quorate.core.view.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The other members: who is live, what each said of itself last, and who may own targets. */
final class Roster {
    /** A member that was lost is shown for so long. */
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Leases leases = new Leases();
    private final Map<MemberId, Peer> peers = new HashMap<>();

    /** What a pulse changed. */
    enum News {
        /** It was no newer than what is known. */
        OLD,
        /** The member had not been live. */
        APPEARED,
        /** Which targets it may own has changed. */
        MOVED,
        /** Whether its votes count has changed. */
        DOUBTED,
        /** Nothing that matters to a verdict. */
        SAME
    }

    /** Takes a pulse: the member is live from now on for as long as the lease. */
    News heard(Pulse pulse, long now, long leaseNanos) {
        Peer before = peers.get(pulse.from());
        if (before != null && pulse.count() <= before.pulse.count()) {
            return News.OLD;
        }
        boolean appears = leases.renew(pulse.from(), now + leaseNanos);
        if (before == null || appears) {
            peers.put(pulse.from(), new Peer(pulse, now, pulse.abstaining(), pulse.count()));
            return News.APPEARED;
        }
        boolean abstains = pulse.count() >= before.doubtCount ? pulse.abstaining() : before.abstains;
        peers.put(pulse.from(), new Peer(pulse, now, abstains, Math.max(pulse.count(), before.doubtCount)));
        if (moved(before.pulse, pulse)) {
            return News.MOVED;
        }
        return before.abstains == abstains ? News.SAME : News.DOUBTED;
    }

    /** Takes from a report whether the member's votes count; true if that has changed. */
    boolean doubts(Report report) {
        Peer before = peers.get(report.from());
        if (before == null || report.count() < before.doubtCount) {
            return false;
        }
        peers.put(report.from(), new Peer(before.pulse, before.heardAt, report.abstaining(), report.count()));
        return before.abstains != report.abstaining();
    }

    /** Ends the leases that are over, and says whose. */
    List<MemberId> expire(long now) {
        peers.values().removeIf(peer -> !isLive(peer.pulse.from()) && now - peer.heardAt > REMEMBERED_NANOS);
        return leases.expire(now);
    }

    /** The member is known to be gone; true if it was live. */
    boolean end(MemberId member) {
        return leases.end(member);
    }

    /** This member stood still for so long. */
    void extend(long nanos) {
        leases.extend(nanos);
    }

    /** Whether nobody else is live. */
    boolean isEmpty() {
        return leases.isEmpty();
    }

    /** Whether the member has said that it leaves. */
    boolean isLeaving(MemberId member) {
        Peer peer = peers.get(member);
        return peer != null && !observes(peer);
    }

    boolean isLive(MemberId member) {
        return leases.isLive(member);
    }

    /** Whether the member's votes are not to count. */
    boolean abstains(MemberId member) {
        Peer peer = peers.get(member);
        return peer != null && peer.abstains;
    }

    /** Whether the member is live, observes, and has another config than that. */
    boolean isForeign(MemberId member, long generation) {
        Peer peer = peers.get(member);
        return peer != null && isLive(member) && observes(peer) && peer.pulse.configHash() != generation;
    }

    /** How far the member doubts itself. */
    int awareness(MemberId member) {
        Peer peer = peers.get(member);
        return peer == null ? 0 : peer.pulse.awareness();
    }

    /** When the member was heard from last. */
    long heardAt(MemberId member) {
        Peer peer = peers.get(member);
        return peer == null ? 0 : peer.heardAt;
    }

    String name(MemberId member) {
        Peer peer = peers.get(member);
        return peer == null ? member.value() : peer.pulse.card().name();
    }

    /** The word for how it stands. */
    String state(MemberId member) {
        return state(member, isLive(member));
    }

    /** The word for how it stands, or stood while it was live. */
    String state(MemberId member, boolean live) {
        Peer peer = peers.get(member);
        return peer == null
                ? "unknown"
                : MemberStatus.state(live, peer.pulse.card().state());
    }

    /** The live members with that config, by state. */
    Map<MemberState, List<Candidate>> candidates(long generation) {
        Map<MemberState, List<Candidate>> candidates = new EnumMap<>(MemberState.class);
        peers.forEach((member, peer) -> {
            if (isLive(member) && peer.pulse.configHash() == generation) {
                MemberCard card = peer.pulse.card();
                candidates
                        .computeIfAbsent(card.state(), state -> new ArrayList<>())
                        .add(Candidate.of(member, card.zone()));
            }
        });
        return candidates;
    }

    /** What the member said of itself last, if it is live. */
    Optional<Pulse> pulse(MemberId member) {
        return Optional.ofNullable(peers.get(member)).map(Peer::pulse).filter(pulse -> isLive(pulse.from()));
    }

    /** All live members, and those lost not long ago, by name. */
    List<MemberStatus> statuses(long now, long leaseNanos) {
        return peers.values().stream()
                .map(peer -> {
                    long left = Math.max(0, peer.heardAt + leaseNanos - now);
                    boolean live = isLive(peer.pulse.from());
                    return new MemberStatus(live, peer.pulse, peer.heardAt, live ? left : 0);
                })
                .sorted(Comparator.comparing(
                                (MemberStatus status) -> status.pulse().card().name())
                        .thenComparing(MemberStatus::id))
                .toList();
    }

    private static boolean observes(Peer peer) {
        return peer.pulse.card().state() != MemberState.LEAVING;
    }

    private static boolean moved(Pulse before, Pulse after) {
        return before.configHash() != after.configHash()
                || before.card().state() != after.card().state()
                || !before.card().zone().equals(after.card().zone());
    }

    /**
     * @param abstains whether its votes do not count
     * @param doubtCount of the pulse, or the report, that said so
     */
    private record Peer(Pulse pulse, long heardAt, boolean abstains, long doubtCount) {}
}
