package io.quorate.core.control;

import io.quorate.core.control.status.MemberChange;
import io.quorate.core.control.status.Panicked;
import io.quorate.core.control.status.Transition;
import io.quorate.core.health.Abstention;
import io.quorate.core.model.TargetId;
import io.quorate.core.passive.Ejected;
import io.quorate.core.plan.Assignment;
import io.quorate.core.routing.Snapshot;
import io.quorate.core.view.Message;
import java.util.List;

/**
 * What the controller wants made true, and what happened since it was asked last. All but what happened may be carried
 * out twice.
 *
 * @param snapshot what requests read from now on; the same object as before if nothing changed
 * @param probes what to probe from now on
 * @param told what to tell other members, in order
 * @param happened for the log and the metrics
 */
public record Effects(Snapshot snapshot, Probes probes, Told told, Happened happened) {
    /**
     * For the prober.
     *
     * @param assigned targets to probe in this way from now on
     * @param retired targets to probe no longer
     * @param stretch how many times its timeout a probe may take
     */
    public record Probes(List<Assignment> assigned, List<TargetId> retired, int stretch) {
        public Probes {
            assigned = List.copyOf(assigned);
            retired = List.copyOf(retired);
        }
    }

    /**
     * For the other members.
     *
     * @param all messages to every member, to be sent first
     * @param one messages to one member each
     */
    public record Told(List<Message> all, List<Directed> one) {
        public Told {
            all = List.copyOf(all);
            one = List.copyOf(one);
        }
    }

    /**
     * For the log.
     *
     * @param transitions verdicts that turned, in order
     * @param members those that came, changed or went, in order
     * @param ejections endpoints left out because of requests, or let in again, in order
     * @param panics upstreams that began to panic, or ceased to
     * @param abstentions pauses of this member, and when it voted again, in order
     */
    public record Happened(
            List<Transition> transitions,
            List<MemberChange> members,
            List<Ejected> ejections,
            List<Panicked> panics,
            List<Abstention> abstentions) {
        public Happened {
            transitions = List.copyOf(transitions);
            members = List.copyOf(members);
            ejections = List.copyOf(ejections);
            panics = List.copyOf(panics);
            abstentions = List.copyOf(abstentions);
        }
    }
}
