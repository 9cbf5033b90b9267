package io.quorate.core.control;

import io.quorate.core.health.Awareness;
import io.quorate.core.health.Hysteresis;
import io.quorate.core.health.Vote;
import io.quorate.core.health.VoteState;
import io.quorate.core.model.MemberId;
import io.quorate.core.plan.Silence;
import io.quorate.core.view.Judge;
import io.quorate.core.view.Register;
import io.quorate.core.view.Reports;
import io.quorate.core.view.VerdictState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who votes on a target, and how: its owners, and members of other generations that probe it too. */
final class Panel {
    private final MemberId self;
    private final Reports reports;
    private final Roster roster;
    private final Silence silence = new Silence();
    private long generation;
    private boolean selfAbstains;

    Panel(MemberId self, Reports reports, Roster roster) {
        this.self = self;
        this.reports = reports;
        this.roster = roster;
    }

    void ofGeneration(long hash) {
        this.generation = hash;
    }

    /** Who has said nothing for long. */
    Silence silence() {
        return silence;
    }

    /** Whether this member's own votes do not count; true if that is new. */
    boolean abstain(boolean abstains) {
        boolean changed = selfAbstains != abstains;
        selfAbstains = abstains;
        return changed;
    }

    /** The target as the votes of now judge it. */
    Tracked judged(Tracked tracked, long now) {
        Tracked judged = tracked.judged(Judge.verdict(votes(tracked), tracked.verdict(), now), isSuspected(tracked));
        return selfAbstains ? judged.abstaining() : judged;
    }

    /** One vote a voter, the owners' first and in their order. */
    List<Vote> votes(Tracked tracked) {
        List<Vote> votes = new ArrayList<>(tracked.owners().size());
        for (MemberId owner : tracked.owners()) {
            votes.add(owner.equals(self) ? ownVote(tracked) : vote(owner, tracked));
        }
        reports.vantagesOf(tracked.subject().key()).stream()
                .filter(vantage -> roster.isForeign(vantage, generation))
                .sorted()
                .map(vantage -> vote(vantage, tracked))
                .filter(vote -> vote.state() != VoteState.PENDING)
                .forEach(votes::add);
        return votes;
    }

    /** The target's other owners that have said nothing of it. */
    List<MemberId> silent(Tracked tracked) {
        long key = tracked.subject().key();
        return tracked.owners().stream()
                .filter(owner -> !owner.equals(self) && reports.find(owner, key).isEmpty())
                .toList();
    }

    /** Whether another vantage holds the target up, and none holds or suspects it down. */
    boolean isVouchedFor(Tracked tracked) {
        boolean up = false;
        for (Vote vote : votes(tracked)) {
            if (!vote.vantage().equals(self)) {
                up |= vote.state() == VoteState.UP;
                if (vote.state() == VoteState.DOWN) {
                    return false;
                }
            }
        }
        return up && !isSuspected(tracked);
    }

    /** Whoever cried wolf again and again is not run after: its vote counts, its suspicion does not. */
    private boolean isSuspected(Tracked tracked) {
        long key = tracked.subject().key();
        return reports.vantagesOf(key).stream()
                .filter(vantage -> roster.isLive(vantage)
                        && !roster.abstains(vantage)
                        && roster.awareness(vantage) < Awareness.DOUBTFUL)
                .anyMatch(vantage ->
                        reports.find(vantage, key).map(Register::suspect).orElse(false));
    }

    private Vote ownVote(Tracked tracked) {
        Vote own = tracked.own().vote();
        // With nobody else to judge, what it sees after a pause is better than what it held before it.
        boolean alone = tracked.owners().size() == 1;
        return selfAbstains && isKnown(tracked) && !alone ? own.abstaining() : own;
    }

    private Vote vote(MemberId vantage, Tracked tracked) {
        Optional<Register> register = reports.find(vantage, tracked.subject().key());
        Vote vote = register.map(held -> new Vote(
                        vantage,
                        tracked.target(),
                        hysteresis(held),
                        held.state() == VoteState.ABSTAIN ? Vote.BLIND : 0,
                        held.reason(),
                        roster.heardAt(vantage)))
                .orElseGet(() -> unsaid(vantage, tracked));
        return roster.abstains(vantage) && isKnown(tracked) ? vote.abstaining() : vote;
    }

    /** Whoever seems not to know the target is no voter. */
    private Vote unsaid(MemberId vantage, Tracked tracked) {
        Vote pending = Vote.pending(vantage, tracked.target());
        return silence.unaware(tracked.subject().key()).contains(vantage) ? pending.abstaining() : pending;
    }

    /** Of a target of which nothing is known yet, the word of one who doubts itself is better than none. */
    private static boolean isKnown(Tracked tracked) {
        return tracked.verdict().state() != VerdictState.PENDING;
    }

    private static Hysteresis hysteresis(Register held) {
        if (held.state() == VoteState.ABSTAIN || held.streak() == 0) {
            return Hysteresis.NEW;
        }
        boolean passed = (held.state() == VoteState.UP) != held.suspect();
        return new Hysteresis(held.state(), passed, held.streak());
    }
}
