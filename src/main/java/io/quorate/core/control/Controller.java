package io.quorate.core.control;

import io.quorate.core.control.status.MemberStatus;
import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.health.Abstention;
import io.quorate.core.health.Awareness;
import io.quorate.core.health.Observation;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.Timing;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.passive.Ejections;
import io.quorate.core.passive.Tally;
import io.quorate.core.passive.Trial;
import io.quorate.core.passive.TrialEnd;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Rendezvous;
import io.quorate.core.routing.Snapshot;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Message;
import io.quorate.core.view.VerdictState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one writer of all health state. Confined to one thread; inputs are calls, outputs are what {@link #take} gives.
 * All times are nanoseconds of one monotonic clock.
 */
public final class Controller {
    private final Targets targets;
    private final Assembly assembly;
    private final Panel panel;
    private final Ejections ejections;
    private final Pools pools;
    private final Awareness awareness;
    private final Ownership ownership;
    private final Map<TargetId, Assignment> assigned = new LinkedHashMap<>();
    private final Set<TargetId> retired = new LinkedHashSet<>();
    private final Set<TargetId> avoiding = new LinkedHashSet<>();
    private long cleanNanos;

    public Controller(MemberId self, long now) {
        this.awareness = new Awareness(now);
        this.targets = new Targets(self);
        this.assembly = new Assembly(self, now);
        this.panel = assembly.panel();
        this.ownership = new Ownership(self, panel);
        this.ejections = assembly.ejections(now);
        this.pools = new Pools(targets, panel, ejections);
    }

    /** How this member introduces itself to the others from now on. */
    public void onSelf(MemberCard card, long now) {
        wake(now);
        pools.inZone(card.zone());
        if (assembly.introduce(card)) {
            own(now);
        }
    }

    /**
     * Applies a config as a difference: what it keeps keeps its votes, verdicts and pools.
     *
     * @param generation {@link ProxyConfig#hash} of the config that this is, or leads to
     */
    public void onConfig(ProxyConfig config, long generation, long now) {
        wake(now);
        assembly.configure(config.cluster(), generation);
        Map<String, Watched> wanted = new LinkedHashMap<>();
        config.upstreams().forEach(upstream -> wanted.put(upstream.name(), Watched.of(upstream)));
        Targets.Difference difference = targets.apply(pools.watched(), wanted.values(), now);
        pools.apply(config, wanted);
        ejections.apply(config.upstreams(), now);
        difference.gone().forEach(this::drop);
        difference.changed().forEach(tracked -> {
            targets.put(tracked);
            assign(tracked);
        });
        own(now);
        cleanNanos = Settling.cleanNanos(config);
    }

    /** Takes what a probe saw; ignored if its target is not there, or not this member's to probe. */
    public void onObservation(Observation observation) {
        long now = observation.at();
        wake(now);
        targets.find(observation.target()).filter(Tracked::isOwned).ifPresent(before -> {
            Tracked after = before.after(observation);
            if (Settling.isFalseAlarm(before, observation.outcome()) && panel.isVouchedFor(before)) {
                awareness.falseAlarm(now);
            }
            settle(before, after, now);
        });
    }

    /**
     * Takes it that a request could not reach an endpoint: the owners look at once, and this member avoids it until they
     * have seen it well again, or have had the time to see it at all.
     */
    public void onTraffic(EndpointAddress address, String reason, long now) {
        wake(now);
        if (awareness.abstaining()) {
            // It may have failed because this member stood still.
            return;
        }
        for (Tracked before : targets.at(address)) {
            if (before.verdict().state() == VerdictState.UP
                    && !before.own().avoidance().active()) {
                Timing timing = before.subject().check().timing();
                settle(before, before.avoiding(before.own().avoidance().begun(now, timing, reason)), now);
            }
        }
    }

    /** Takes it that so many requests to an endpoint of an upstream failed in a row that it is to be left out. */
    public void onFailing(String upstream, EndpointAddress address, String reason, long now) {
        wake(now);
        if (!awareness.abstaining()) {
            ejections.failing(upstream, address, reason, now);
        }
    }

    /** Takes what the requests of this member have come to; to be called about every 100 ms. */
    public void onTallies(List<Tally> tallies, long now) {
        wake(now);
        ejections.count(tallies, now);
    }

    /** Takes how a trial request ended, and why. */
    public void onTrial(Trial trial, TrialEnd end, String reason, long now) {
        wake(now);
        ejections.tried(trial, end, reason, now);
    }

    /** Takes what another member says. */
    public void onMessage(Message message, long now) {
        wake(now);
        carryOut(assembly.hear(message, now), now);
    }

    /** Takes the transport's word for who else is in the cluster: a hint, that ends leases and never begins one. */
    public void onMembers(Set<MemberId> peers, long now) {
        wake(now);
        carryOut(assembly.hint(peers), now);
    }

    /** To be called about every 100 ms. */
    public void onTick(long now) {
        wake(now);
        carryOut(assembly.tick(now), now);
        for (TargetId target : List.copyOf(avoiding)) {
            targets.find(target).ifPresent(before -> {
                Avoidance held = before.own().avoidance();
                Avoidance next = held.at(now, before.isDoubted());
                if (!next.equals(held)) {
                    settle(before, before.avoiding(next), now);
                }
            });
        }
        own(ownership.turned(targets.all(), now, assembly.leaseNanos()), now);
        ejections.tick(now);
        assembly.pulseIfDue(now, pools.viewHash());
    }

    /** What is wanted now. Each change in it is given once; whoever asks carries it out. */
    public Effects take() {
        Snapshot snapshot = pools.snapshot();
        Effects effects = new Effects(
                snapshot,
                new Effects.Probes(List.copyOf(assigned.values()), List.copyOf(retired), awareness.score() + 1),
                assembly.announcer().told(pools.viewHash(), awareness),
                happened());
        assigned.clear();
        retired.clear();
        return effects;
    }

    /** Whether whoever probes a target has tried it, for all targets, and nothing is missing that others have reported. */
    public boolean synced() {
        return targets.allSettled() && assembly.isComplete();
    }

    /** Every upstream with its endpoints, in the order of the config. */
    public List<UpstreamStatus> status() {
        return pools.status();
    }

    /** This member first, then the others by name. */
    public List<MemberStatus> members(long now) {
        return assembly.members(assembly.announcer().pulse(pools.viewHash(), awareness), now);
    }

    private Effects.Happened happened() {
        List<Abstention> abstentions = awareness.happened();
        // A start on a busy machine is slow, and nobody counts on the votes of a member that starts.
        boolean starts = assembly.announcer().card().state() == MemberState.STARTING;
        return new Effects.Happened(
                pools.transitions(),
                assembly.changes(),
                ejections.happened(),
                pools.panicked(),
                starts ? List.of() : abstentions);
    }

    /** A pause is noticed before anything is done with what it may have made stale. */
    private void wake(long now) {
        pools.at(now);
        long paused = awareness.wake(now, cleanNanos);
        if (paused > 0) {
            assembly.extend(paused);
        }
        boolean turned = panel.abstain(awareness.abstaining());
        boolean outdated = paused >= assembly.leaseNanos();
        if (turned) {
            assembly.announcer().pulseSoon();
        }
        if (turned || outdated) {
            targets.all().stream()
                    .filter(Tracked::isOwned)
                    .forEach(before -> settle(before, outdated ? before.unseen() : before, now));
        }
    }

    private void carryOut(Assembly.News news, long now) {
        if (news.deserted()) {
            awareness.deserted(now);
        }
        if (news.ownership()) {
            own(now);
        }
        for (long key : news.targets()) {
            targets.find(key).ifPresent(before -> settle(before, before, now));
        }
        ejections.heard(news.targets(), now);
    }

    /** Shares the targets out anew. */
    private void own(long now) {
        own(targets.all(), now);
    }

    private void own(Collection<Tracked> all, long now) {
        Rendezvous owners = assembly.owners();
        for (Tracked before : all) {
            settle(before, before.ownedBy(ownership.of(before, owners)), now);
        }
    }

    /** Judges, and notes what follows from the difference. */
    private void settle(Tracked before, Tracked changed, long now) {
        Tracked after = panel.judged(changed, now);
        targets.put(after);
        note(before, after);
        if (before.verdict().state() != after.verdict().state()) {
            boolean down = after.verdict().state() == VerdictState.DOWN;
            ejections.turned(after.upstreams(), after.target().address(), down, now);
        }
    }

    private void note(Tracked before, Tracked after) {
        TargetId target = after.target();
        if (after.isOwned() && !(before.isOwned() && after.assignment().equals(before.assignment()))) {
            assign(after);
        } else if (before.isOwned() && !after.isOwned()) {
            assigned.remove(target);
            retired.add(target);
        }
        if (after.own().avoidance().active()) {
            avoiding.add(target);
        } else {
            avoiding.remove(target);
        }
        assembly.announcer().outbox().put(after.subject().key(), after.register());
        pools.changed(before, after);
    }

    private void assign(Tracked tracked) {
        if (tracked.isOwned()) {
            retired.remove(tracked.target());
            assigned.put(tracked.target(), tracked.assignment());
        }
    }

    private void drop(TargetId target) {
        ownership.forget(target.key());
        assigned.remove(target);
        avoiding.remove(target);
        retired.add(target);
        assembly.announcer().outbox().put(target.key(), Optional.empty());
    }
}
