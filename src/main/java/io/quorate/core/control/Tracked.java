package io.quorate.core.control;

import io.quorate.core.health.Hysteresis;
import io.quorate.core.health.Observation;
import io.quorate.core.health.Outcome;
import io.quorate.core.health.Vote;
import io.quorate.core.health.VoteState;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.check.Thresholds;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import io.quorate.core.view.Register;
import io.quorate.core.view.Verdict;
import io.quorate.core.view.VerdictState;
import java.util.List;
import java.util.Optional;

/**
 * All that is held of one target.
 *
 * @param own this member's own evidence
 * @param owners who probes it, in turn
 * @param suspected whether the latest evidence of another vantage speaks against what it held
 */
record Tracked(Subject subject, Own own, List<MemberId> owners, Verdict verdict, boolean suspected) {
    /**
     * What it is about.
     *
     * @param key {@link TargetId#key}
     * @param upstreams names of those that use the target, in order
     */
    record Subject(TargetId target, long key, CheckSpec check, List<String> upstreams) {}

    /**
     * What this member knows by itself.
     *
     * @param seen whether any probe of it has ended since it is this member's to probe, conclusively or not
     * @param timedOut whether the last one that told something got no answer in time
     */
    record Own(Vote vote, boolean seen, boolean timedOut, Avoidance avoidance) {
        static Own fresh(MemberId self, TargetId target) {
            return new Own(Vote.pending(self, target), false, false, Avoidance.NONE);
        }

        Own after(Observation observation, Thresholds thresholds) {
            Outcome outcome = observation.outcome();
            boolean pass = outcome instanceof Outcome.Pass;
            boolean timeout =
                    outcome instanceof Outcome.Failure failure ? failure.kind().isTimeout() : timedOut && !pass;
            Vote next = vote.after(observation, thresholds);
            return new Own(next, true, timeout, pass ? avoidance.ended(observation.at()) : avoidance);
        }

        Own avoiding(Avoidance next) {
            return new Own(vote, seen, timedOut, next);
        }

        /** Another vote to begin with; it is known again only when a probe has ended. */
        Own voting(Vote next, boolean known) {
            return new Own(next, known, false, avoidance);
        }
    }

    static Tracked fresh(TargetId target, CheckSpec check, MemberId self, Verdict verdict) {
        Subject subject = new Subject(target, target.key(), check, List.of());
        return new Tracked(subject, Own.fresh(self, target), List.of(), verdict, false);
    }

    TargetId target() {
        return subject.target();
    }

    List<String> upstreams() {
        return subject.upstreams();
    }

    /** The same used by others, probed by a check that may differ in what is in its files. */
    Tracked usedBy(List<String> names, CheckSpec check) {
        Subject used = new Subject(subject.target(), subject.key(), check, List.copyOf(names));
        return new Tracked(used, own, owners, verdict, suspected);
    }

    Tracked after(Observation observation) {
        return with(own.after(observation, subject.check().thresholds()));
    }

    Tracked avoiding(Avoidance avoidance) {
        return with(own.avoiding(avoidance));
    }

    /**
     * The same with other owners. Who begins to own it starts from what the cluster holds, and so does who was outvoted:
     * what was not enough against the others then is not to be enough now that there are fewer of them.
     */
    Tracked ownedBy(List<MemberId> next) {
        if (next.equals(owners)) {
            return this;
        }
        MemberId self = own.vote().vantage();
        VoteState held = own.vote().hysteresis().state();
        VoteState agreed = agreed();
        boolean outvoted = held != VoteState.PENDING && agreed != VoteState.PENDING && held != agreed;
        boolean keeps = owners.contains(self) && next.contains(self) && !outvoted;
        Own kept = keeps ? own : own.voting(Vote.expecting(self, target(), agreed), own.seen() && next.contains(self));
        return new Tracked(subject, kept, next, verdict, suspected);
    }

    /**
     * The same to be looked at anew: so much time has passed unseen that nothing is known of it any more. That this member
     * held it up is no vote until a probe has told something; what it could not reach itself it goes on avoiding.
     */
    Tracked unseen() {
        Vote held = own.vote();
        return with(own.voting(held.state() == VoteState.UP ? held.abstaining() : held, false));
    }

    /**
     * The same while this member abstains. That it held a target up before is no reason to bring up what the others have
     * taken down meanwhile, once it votes again, nor is it one if the target has failed since. What it could not reach
     * itself it goes on avoiding.
     */
    Tracked abstaining() {
        Hysteresis held = own.vote().hysteresis();
        boolean overtaken = verdict.state() == VerdictState.DOWN && !verdict.stale();
        boolean unsure = held.state() == VoteState.UP && (overtaken || !held.passed());
        Vote afresh = Vote.expecting(own.vote().vantage(), target(), agreed());
        return unsure ? with(own.voting(afresh, own.seen())) : this;
    }

    /** The same with another verdict; what is down is avoided by all, and begins anew when it is back. */
    Tracked judged(Verdict judged, boolean suspectedByOthers) {
        Own kept = judged.state() == VerdictState.DOWN ? own.avoiding(Avoidance.NONE) : own;
        return new Tracked(subject, kept, owners, judged, suspectedByOthers);
    }

    boolean isOwned() {
        return owners.contains(own.vote().vantage());
    }

    /** Whether whoever probes it has tried to find out what it is. */
    boolean isSettled() {
        return isOwned() ? own.seen() : verdict.state() != VerdictState.PENDING;
    }

    /** Whether this member knows by itself that it cannot reach it. */
    boolean isAvoided() {
        return own.avoidance().active() || own.vote().state() == VoteState.DOWN;
    }

    /** What to do for it; only if it is owned. */
    Assignment assignment() {
        int rank = owners.indexOf(own.vote().vantage());
        return new Assignment(target(), subject.check(), pace(), rank, owners.size(), upstreams());
    }

    /** What to tell of it; empty if there is nothing to tell. */
    Optional<Register> register() {
        Vote vote = own.vote();
        boolean files = own.avoidance().active() && own.avoidance().told();
        Hysteresis hysteresis = vote.hysteresis();
        if (vote.state() == VoteState.PENDING && !files && hysteresis.streak() == 0) {
            return Optional.empty();
        }
        boolean against = speaksAgainst(vote);
        String reason = files ? own.avoidance().reason() : vote.reason();
        return Optional.of(new Register(
                subject.key(), vote.state(), files || against, hysteresis.streak(), Register.shortened(reason)));
    }

    /** Whether the latest that any vantage saw of it speaks against what is held. */
    boolean isDoubted() {
        return suspected || (isOwned() && speaksAgainst(own.vote()));
    }

    private static boolean speaksAgainst(Vote vote) {
        Hysteresis hysteresis = vote.hysteresis();
        return vote.state() != VoteState.ABSTAIN && hysteresis.streak() > 0 && hysteresis.undecided();
    }

    private Pace pace() {
        boolean asked = own.avoidance().active() && own.avoidance().told();
        return suspected || asked || !own.seen()
                ? Pace.FAST
                : Pace.of(own.vote().hysteresis());
    }

    private VoteState agreed() {
        return switch (verdict.state()) {
            case PENDING -> VoteState.PENDING;
            case UP -> VoteState.UP;
            case DOWN -> VoteState.DOWN;
        };
    }

    private Tracked with(Own next) {
        return new Tracked(subject, next, owners, verdict, suspected);
    }
}
