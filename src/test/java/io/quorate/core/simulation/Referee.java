package io.quorate.core.simulation;

import io.quorate.core.control.status.EndpointStatus;
import io.quorate.core.control.status.MemberChange;
import io.quorate.core.control.status.Transition;
import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Upstream;
import io.quorate.core.passive.Ejected;
import io.quorate.core.view.Quorum;
import io.quorate.core.view.VerdictState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Knows the truth, and holds what the members say against it while they run. */
final class Referee {
    static final long SECOND = Agenda.SECOND;

    /** Whoever was outnumbered by the unwell may be wrong for so long. */
    static final long EXCUSED = 5 * SECOND;

    /** So long after an endpoint turned a verdict may follow it. */
    private static final long LATE = 12 * SECOND;

    private final Cluster cluster;
    private final Map<TargetId, Long> probedAt = new HashMap<>();
    private final Map<TargetId, List<Long>> probes = new HashMap<>();
    private final Map<Place, Long> outnumberedAt = new HashMap<>();
    private final Map<Place, Integer> turns = new HashMap<>();
    private final Map<Place, Integer> allTurns = new HashMap<>();
    private long lookedAt;
    private long lastEjected = -1;
    private long agreedAt;
    private long ejectedAt;
    private long stretchedAt = -LATE;

    Referee(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What one member holds of one target. */
    record Holding(Member member, TargetId target, EndpointStatus status) {
        VerdictState verdict() {
            return status.verdict().state();
        }

        /** Whether somebody votes, and nobody has yet to. */
        boolean isDecided() {
            boolean down = verdict() == VerdictState.DOWN;
            Quorum quorum = down ? Quorum.ofReadmission(status.votes()) : Quorum.of(status.votes());
            return !quorum.isEmpty() && quorum.pending() == 0;
        }
    }

    /** One target as one member holds it; an address is several where upstreams check it differently. */
    private record Place(MemberId member, EndpointAddress address, List<String> upstreams) {}

    void probed(TargetId target) {
        probedAt.put(target, now());
        probes.computeIfAbsent(target, unused -> new ArrayList<>()).add(now());
    }

    /** When each target was probed, by anybody. */
    Map<TargetId, List<Long>> probes() {
        return probes;
    }

    /** How often each verdict has turned since this was asked last. */
    Map<String, Integer> turns() {
        Map<String, Integer> counted = new HashMap<>();
        turns.forEach((place, count) -> {
            if (!cluster.endpoints().of(place.address).changed()
                    || cluster.endpoints().age(place.address) > LATE) {
                counted.put(place.member + " on " + place.address, count);
            }
        });
        turns.clear();
        return counted;
    }

    /** What one member learns of another. */
    void changed(Member member, MemberChange change) {
        boolean back = change.from().equals("leaving") && change.to().equals("ready");
        require(!back, member.id() + " believes that " + change.member() + " leaves no more");
    }

    /** One member leaves out an endpoint because of requests, or no longer. */
    void ejected(Member member, Ejected change) {
        lastEjected = now();
        cluster.note("%s %s %s of %s (%d, %s)"
                .formatted(
                        member.id(),
                        change.out() ? "ejects" : "readmits",
                        change.address(),
                        change.upstream(),
                        change.level(),
                        change.reason()));
        boolean wronged =
                change.out() && cluster.endpoints().alwaysServed(change.address()) && cluster.hasAlwaysSeenAll();
        require(!wronged, member.id() + " ejects " + change.address() + ", of which no request has failed");
    }

    /** No verdict turns more often than its endpoint, if that was as it was for a while each time. */
    void mustTurnNoMoreThanTheTruth() {
        allTurns.forEach((place, count) -> {
            Endpoints.Phase phase = cluster.endpoints().of(place.address);
            require(
                    phase.isHasty() || count <= phase.turns(),
                    "%s on %s turned %d times, the endpoint %d"
                            .formatted(place.member, place.address, count, phase.turns()));
        });
    }

    void turned(Member member, Transition transition) {
        EndpointAddress address = transition.address();
        cluster.note("%s holds %s %s (%s)".formatted(member.id(), address, transition.to(), transition.reason()));
        // Where there is one vantage only and it doubts itself, nobody puts it right soon.
        boolean single = cluster.configs().vantages() == 1 && stretch() > 1;
        if (transition.from() != VerdictState.PENDING && !single) {
            turns.merge(new Place(member.id(), address, transition.upstreams()), 1, Integer::sum);
        }
        if (transition.from() != VerdictState.PENDING) {
            allTurns.merge(new Place(member.id(), address, transition.upstreams()), 1, Integer::sum);
        }
        holdings(member).stream()
                .filter(holding -> holding.target.address().equals(address))
                .filter(holding -> holding.verdict() == transition.to())
                .forEach(this::mustFollowTheTruth);
    }

    /** A late joiner begins to serve: it must not use what all others hold down. */
    void begins(Member joiner) {
        cluster.note(joiner.id() + " serves");
        List<Member> others = cluster.running().stream()
                .filter(member -> member != joiner
                        && member.isServing()
                        && member.config().equals(joiner.config()))
                .toList();
        for (EndpointAddress address : joiner.routable()) {
            boolean down =
                    !cluster.endpoints().answers(address) && cluster.endpoints().age(address) > 2 * SECOND;
            long since = now() - 2 * SECOND;
            boolean agreed = !others.isEmpty()
                    && others.stream()
                            .flatMap(other -> holdings(other).stream()
                                    .filter(holding -> holding.target.address().equals(address))
                                    .map(holding -> holding.verdict() == VerdictState.DOWN
                                            && holding.status.verdict().since() - holding.member.local() + now()
                                                    < since))
                            .allMatch(held -> held);
            require(!(down && agreed), joiner.id() + " begins with " + address + ", which is down for all");
        }
    }

    /** What must hold at any time. */
    void look() {
        stretchedAt = stretch() > 1 ? now() : stretchedAt;
        excuseTheStopped();
        for (Member member : cluster.running()) {
            for (Holding holding : holdings(member)) {
                mustFollowTheTruth(holding);
                mustBeProbed(holding);
            }
        }
    }

    /** Who stands still cannot learn that it was wrong: that time does not count. */
    private void excuseTheStopped() {
        long passed = now() - lookedAt;
        lookedAt = now();
        outnumberedAt.replaceAll((place, at) -> {
            Member member = cluster.member(place.member);
            return member.isRunning() || member.isGone() ? at : at + passed;
        });
    }

    /**
     * Views within a generation differ for a moment at most; where an owner has yet to vote, each member's last verdict
     * stands, and that may have been another.
     */
    void mustAgree() {
        Map<String, Set<VerdictState>> verdicts = new HashMap<>();
        Set<String> undecided = new HashSet<>();
        for (Member member : cluster.running()) {
            for (Holding holding : holdings(member)) {
                String place = member.config().hash() + holding.target;
                verdicts.computeIfAbsent(place, unused -> EnumSet.noneOf(VerdictState.class))
                        .add(holding.verdict());
                if (!holding.isDecided()) {
                    undecided.add(place);
                }
            }
        }
        verdicts.keySet().removeAll(undecided);
        mustEjectTheSame();
        if (agreedAt == 0 || verdicts.values().stream().allMatch(held -> held.size() == 1)) {
            agreedAt = now();
        }
        require(now() - agreedAt <= SECOND / 2, "members hold different views: " + verdicts);
    }

    /** Whether any endpoint was left out, or let in again, because of requests, or is out now. */
    boolean hasEjectedSince(long then) {
        return lastEjected >= then
                || cluster.running().stream()
                        .flatMap(member -> member.controller().status().stream())
                        .flatMap(upstream -> upstream.endpoints().stream())
                        .anyMatch(status -> status.evidence().level() > 0);
    }

    /** Whether what one member has just decided may not have reached all others yet. */
    boolean hasJustEjected() {
        return lastEjected >= 0 && now() - lastEjected < SECOND / 10;
    }

    /** Members of one generation leave out the same because of requests. */
    private void mustEjectTheSame() {
        Map<String, Set<Boolean>> ejected = new HashMap<>();
        for (Member member : cluster.running()) {
            for (UpstreamStatus upstream : member.controller().status()) {
                upstream.endpoints()
                        .forEach(status -> ejected.computeIfAbsent(
                                        member.config().hash()
                                                + upstream.name()
                                                + status.endpoint().address(),
                                        unused -> new HashSet<>())
                                .add(status.evidence().ejected()));
            }
        }
        if (ejectedAt == 0 || ejected.values().stream().allMatch(held -> held.size() == 1)) {
            ejectedAt = now();
        }
        require(now() - ejectedAt <= SECOND, "members leave out different endpoints: " + ejected);
    }

    /** Everything that each holds, at the end. */
    void mustHoldTheSame() {
        Map<String, String> first = new HashMap<>();
        for (Member member : cluster.running()) {
            StringBuilder held = new StringBuilder();
            for (Holding holding : holdings(member)) {
                held.append(holding.target.address()).append(' ').append(holding.verdict());
                held.append(holding.status.owners());
                holding.status
                        .votes()
                        .forEach(vote -> held.append(vote.vantage()).append(vote.state()));
                held.append('\n');
            }
            held.append(member.snapshot().viewHash());
            String other = first.putIfAbsent(member.config().hash(), held.toString());
            require(other == null || other.contentEquals(held), "what members hold differs:\n" + other + "\n" + held);
        }
    }

    /** How soon a target that is down for all is down in every view, if nothing else goes wrong. */
    void mustBeSoon(long bound) {
        if (now() - stretchedAt < LATE) {
            return;
        }
        for (Member member : cluster.running()) {
            for (Holding holding : holdings(member)) {
                EndpointAddress address = holding.target.address();
                boolean late = !cluster.endpoints().answers(address)
                        && cluster.endpoints().age(address) > bound;
                require(
                        !(late && holding.verdict() == VerdictState.UP),
                        member.id() + " holds " + address + " up for too long");
            }
        }
    }

    List<Holding> holdings(Member member) {
        List<Holding> holdings = new ArrayList<>();
        List<UpstreamStatus> statuses = member.controller().status();
        for (int i = 0; i < statuses.size(); i++) {
            Upstream upstream = member.config().upstreams().get(i);
            if (upstream.check().isNone()) {
                continue;
            }
            String fingerprint = upstream.check().fingerprint();
            statuses.get(i)
                    .endpoints()
                    .forEach(status -> holdings.add(
                            new Holding(member, new TargetId(status.endpoint().address(), fingerprint), status)));
        }
        return holdings;
    }

    void require(boolean holds, String what) {
        if (!holds) {
            cluster.note(what);
            throw new AssertionError(what);
        }
    }

    private void mustFollowTheTruth(Holding holding) {
        EndpointAddress address = holding.target.address();
        Place place = new Place(holding.member.id(), address, List.of());
        if (isOutnumbered(holding)) {
            outnumberedAt.put(place, now());
        }
        boolean excused = now() - outnumberedAt.getOrDefault(place, -EXCUSED) < EXCUSED;
        boolean settled = cluster.endpoints().age(address) > LATE
                || !cluster.endpoints().of(address).changed();
        if (excused || !settled || !holding.member.isServing()) {
            return;
        }
        VerdictState wrong = cluster.endpoints().answers(address) ? VerdictState.DOWN : VerdictState.UP;
        // A check that is new counts once it has failed often enough; till then the old verdict stands.
        boolean begun = !holding.isDecided()
                && cluster.running().stream().anyMatch(member -> now() - member.configuredAt() < EXCUSED);
        boolean slow = wrong == VerdictState.UP
                && (begun || stretch() > 1 || cluster.network().wasCut(EXCUSED));
        require(
                slow || holding.verdict() != wrong,
                holding.member.id() + " wrongly holds " + address + " " + wrong + " " + holding.status);
    }

    private boolean isOutnumbered(Holding holding) {
        List<MemberId> owners = holding.status.owners();
        long well =
                owners.stream().filter(owner -> cluster.member(owner).isWell()).count();
        return well < owners.size() - well || well == 0;
    }

    private void mustBeProbed(Holding holding) {
        List<Member> running = cluster.running();
        boolean allWell = running.stream().allMatch(Member::isWell);
        int vantages = Math.min(cluster.configs().vantages(), running.size());
        long bound = 3 * SECOND + 2 * SECOND / vantages + SECOND * stretch() + SECOND / 2 + (allWell ? 0 : 3 * SECOND);
        long since = Math.max(probedAt.getOrDefault(holding.target, 0L), holding.member.configuredAt());
        boolean starves = holding.status.owners().stream()
                .allMatch(owner -> cluster.member(owner).hasJustStarved());
        require(
                !holding.member.isWell() || starves || now() - since <= bound,
                "nobody probes " + holding.target.address() + ", which " + holding.member.id() + " knows");
    }

    private int stretch() {
        return cluster.members().stream().mapToInt(Member::stretch).max().orElse(1);
    }

    private long now() {
        return cluster.agenda().now();
    }
}
