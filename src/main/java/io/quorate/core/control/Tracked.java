package io.quorate.core.control;

import io.quorate.core.health.Observation;
import io.quorate.core.health.Vote;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import io.quorate.core.view.Judge;
import io.quorate.core.view.Verdict;
import java.util.List;

/**
 * All that is held of one target.
 *
 * @param seen whether any probe of it has ended, conclusively or not
 */
record Tracked(TargetId target, CheckSpec check, List<String> upstreams, Vote vote, Verdict verdict, boolean seen) {
    static Tracked fresh(TargetId target, CheckSpec check, MemberId self, Verdict verdict) {
        return new Tracked(target, check, List.of(), Vote.pending(self, target), verdict, false);
    }

    Tracked usedBy(List<String> names) {
        return new Tracked(target, check, List.copyOf(names), vote, verdict, seen);
    }

    Tracked after(Observation observation) {
        Vote next = vote.after(observation, check.thresholds());
        Verdict judged = Judge.verdict(List.of(next), verdict, observation.at());
        return new Tracked(target, check, upstreams, next, judged, true);
    }

    Assignment assignment() {
        return new Assignment(target, check, Pace.of(vote.hysteresis()), upstreams);
    }
}
