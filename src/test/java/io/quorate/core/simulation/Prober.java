package io.quorate.core.simulation;

import io.quorate.core.control.Effects;
import io.quorate.core.health.FailureKind;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.TargetId;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import io.quorate.core.plan.Stagger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Probes what one member is assigned, as the real one does: at its pace, in its slot, one probe at a time. */
final class Prober {
    private static final long PAUSE = 500 * Agenda.MILLI;
    private static final int JITTER_SHARE = 10;

    private final Member member;
    private final Cluster cluster;
    private final Dice dice;
    private final BiConsumer<TargetId, Outcome> sink;
    private final long alignment;
    private final Map<TargetId, Turn> turns = new HashMap<>();
    private int stretch = 1;

    /** @param alignment from virtual time to the time of day as this member's clock tells it */
    Prober(Member member, Cluster cluster, long alignment, BiConsumer<TargetId, Outcome> sink) {
        this.member = member;
        this.cluster = cluster;
        this.dice = cluster.dice().split();
        this.alignment = alignment;
        this.sink = sink;
    }

    void carryOut(Effects.Probes probes) {
        stretch = probes.stretch();
        probes.retired().forEach(turns::remove);
        probes.assigned().forEach(this::assign);
    }

    int stretch() {
        return stretch;
    }

    private void assign(Assignment assignment) {
        Turn turn = turns.get(assignment.target());
        if (turn == null) {
            Turn first = new Turn(assignment);
            turns.put(assignment.target(), first);
            await(first, now());
            return;
        }
        boolean keepsTime = turn.assignment.keepsTimeOf(assignment);
        turn.assignment = assignment;
        if (!keepsTime && !turn.running) {
            await(turn, after(turn));
        }
    }

    private void await(Turn turn, long time) {
        long ticket = ++turn.ticket;
        cluster.agenda()
                .at(
                        time,
                        () -> member.call(() -> {
                            if (turn.ticket == ticket && turns.get(turn.target()) == turn) {
                                fire(turn, time);
                            }
                        }));
    }

    private void fire(Turn turn, long due) {
        if (now() - due > PAUSE) {
            await(turn, afresh(turn.assignment));
            return;
        }
        turn.running = true;
        turn.started = now();
        long timeout = turn.assignment.check().timing().timeout().toNanos();
        long patience = timeout * stretch;
        long lostBefore = member.lost();
        Cluster.Reply reply = cluster.probe(member, turn.target(), dice);
        boolean inTime = reply.latency() < patience;
        cluster.agenda()
                .after(
                        Math.min(reply.latency(), patience),
                        () -> member.call(() -> {
                            boolean ours = !inTime && member.lost() - lostBefore >= Math.min(PAUSE, timeout / 2);
                            end(turn, ours ? new Outcome.Inconclusive("paused") : outcome(reply, inTime));
                        }));
    }

    private static Outcome outcome(Cluster.Reply reply, boolean inTime) {
        if (!inTime) {
            return new Outcome.Failure(FailureKind.L7TOUT, "no answer", reply.latency());
        }
        return reply.passes()
                ? new Outcome.Pass("status 200", reply.latency())
                : new Outcome.Failure(FailureKind.L4CON, "refused", reply.latency());
    }

    private void end(Turn turn, Outcome outcome) {
        if (turns.get(turn.target()) != turn) {
            return;
        }
        sink.accept(turn.target(), outcome);
        turn.running = false;
        if (turns.get(turn.target()) == turn) {
            await(turn, after(turn));
        }
    }

    private long after(Turn turn) {
        long interval = interval(turn.assignment).toNanos();
        if (turn.assignment.pace() == Pace.FAST) {
            return Math.max(now(), turn.started + interval);
        }
        return Math.max(now(), slot(turn.assignment, turn.started + interval / 2));
    }

    private long afresh(Assignment assignment) {
        return assignment.pace() == Pace.FAST
                ? now() + dice.nanos(0, interval(assignment).toNanos())
                : Math.max(now(), slot(assignment, now()));
    }

    private long slot(Assignment assignment, long from) {
        Duration interval = interval(assignment);
        long jitter = interval.toNanos() / assignment.owners() / JITTER_SHARE;
        return Stagger.next(assignment, interval, from + alignment) - alignment + dice.nanos(-jitter, jitter);
    }

    private Duration interval(Assignment assignment) {
        return assignment.pace().interval(assignment.check().timing());
    }

    private long now() {
        return cluster.agenda().now();
    }

    /** Where one target stands. */
    private static final class Turn {
        private Assignment assignment;
        private boolean running;
        private long started;
        private long ticket;

        Turn(Assignment assignment) {
            this.assignment = assignment;
        }

        TargetId target() {
            return assignment.target();
        }
    }
}
