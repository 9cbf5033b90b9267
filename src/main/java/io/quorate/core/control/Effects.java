package io.quorate.core.control;

import io.quorate.core.model.TargetId;
import io.quorate.core.plan.Assignment;
import io.quorate.core.routing.Snapshot;
import java.util.List;

/**
 * What the controller wants made true, and what happened since it was asked last. All but the transitions may be
 * carried out twice.
 *
 * @param snapshot what requests read from now on; the same object as before if nothing changed
 * @param assigned targets to probe in this way from now on
 * @param retired targets to probe no longer
 * @param transitions verdicts that turned, in order
 */
public record Effects(
        Snapshot snapshot, List<Assignment> assigned, List<TargetId> retired, List<Transition> transitions) {
    public Effects {
        assigned = List.copyOf(assigned);
        retired = List.copyOf(retired);
        transitions = List.copyOf(transitions);
    }
}
