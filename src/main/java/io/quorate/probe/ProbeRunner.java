package io.quorate.probe;

import io.quorate.core.health.Observation;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.TargetId;
import io.quorate.core.plan.Assignment;
import io.quorate.probe.schedule.Cadence;
import io.quorate.probe.schedule.LoopHealth;
import io.quorate.probe.schedule.ProbeSchedule;
import io.quorate.probe.wire.ProbeRun;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Probes what it is assigned, at the pace it is told, and reports each outcome. To be made, used and closed on one event
 * loop, where the observations are delivered too.
 */
public final class ProbeRunner {
    private final Vertx vertx;
    private final Consumer<Observation> sink;
    private final ProbeMetrics metrics;
    private final LongSupplier clock;
    private final SharedProbes probes;
    private final ProbeSchedule schedule;
    private final Map<TargetId, Work> works = new HashMap<>();
    private final long timer;

    public ProbeRunner(Vertx vertx, ProbeTypes types, Consumer<Observation> sink, ProbeMetrics metrics) {
        this(vertx, types, sink, metrics, new Sources(System::nanoTime, aligned(), nanos -> {}));
    }

    ProbeRunner(Vertx vertx, ProbeTypes types, Consumer<Observation> sink, ProbeMetrics metrics, Sources sources) {
        this.vertx = vertx;
        this.sink = sink;
        this.metrics = metrics;
        this.clock = sources.clock;
        this.probes = new SharedProbes(types::make);
        LongConsumer late = sources.lateness.andThen(metrics::late);
        this.schedule = new ProbeSchedule(new Orders(), late, sources.cadence, clock.getAsLong());
        this.timer = vertx.setPeriodic(
                TimeUnit.NANOSECONDS.toMillis(ProbeSchedule.TICK_NANOS), unused -> schedule.advance(clock.getAsLong()));
    }

    /**
     * What the runner takes from outside.
     *
     * @param clock nanoseconds of a monotonic clock
     * @param cadence made for that clock
     * @param lateness told what the metric is told, in nanoseconds
     */
    record Sources(LongSupplier clock, Cadence cadence, LongConsumer lateness) {}

    /** Probes the target from now on, first of all at once. The same assignment again changes nothing. */
    public void assign(Assignment assignment) {
        TargetId target = assignment.target();
        if (!works.containsKey(target)) {
            works.put(target, new Work(probes, assignment));
        }
        metrics.certificates().keep(target, assignment.upstreams());
        schedule.assign(assignment, clock.getAsLong());
    }

    /** From now on a probe may take so many times its timeout. */
    public void stretch(int times) {
        schedule.stretch(times);
    }

    /** Probes the target no more; a probe under way is called off and nothing comes of it. */
    public void retire(TargetId target) {
        Work work = works.remove(target);
        if (work == null) {
            return;
        }
        work.callOff();
        work.release();
        metrics.certificates().keep(target, List.of());
        schedule.retire(target);
    }

    /** Retires all targets and stops. */
    public void close() {
        vertx.cancelTimer(timer);
        new HashSet<>(works.keySet()).forEach(this::retire);
    }

    /** The owners of a target probe it in turn by the time of day; where their clocks differ they only meet by chance. */
    private static Cadence aligned() {
        long timeOfDay = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        return new Cadence(new SplittableRandom(), timeOfDay - System.nanoTime());
    }

    private void ended(Assignment assignment, Work work, Outcome outcome) {
        TargetId target = assignment.target();
        ProbeRun run = work.run;
        if (works.get(target) != work || run == null) {
            return;
        }
        run.certificateEnd().ifPresent(end -> metrics.certificates().saw(target, assignment.upstreams(), end));
        work.run = null;
        long now = clock.getAsLong();
        Outcome fair = isOurFault(outcome, work, assignment, now) ? paused(outcome) : outcome;
        metrics.ended(assignment.upstreams(), fair);
        // Told first: the pace that follows from this outcome is then the one that the next probe keeps.
        try {
            sink.accept(new Observation(target, fair, now));
        } finally {
            schedule.ended(target, now);
        }
    }

    /**
     * Whether the probe ran out of time because this member stood still: the time it lost while the probe was under way
     * would have been enough to get the answer.
     */
    private boolean isOurFault(Outcome outcome, Work work, Assignment assignment, long now) {
        boolean timedOut =
                outcome instanceof Outcome.Failure failure && failure.kind().isTimeout();
        return timedOut
                && LoopHealth.voids(
                        lostDuring(work, now), assignment.check().timing().timeout());
    }

    private long lostDuring(Work work, long now) {
        return schedule.lostUntil(now) - work.lostBefore;
    }

    private static Outcome paused(Outcome outcome) {
        return new Outcome.Inconclusive("this member was paused meanwhile: " + outcome.reason());
    }

    /** Does what the schedule wants done. */
    private final class Orders implements ProbeSchedule.Orders {
        @Override
        public void start(Assignment assignment) {
            Work work = works.get(assignment.target());
            if (work == null) {
                return;
            }
            ProbeRun run = new ProbeRun(schedule.timeout(assignment), clock);
            work.run = run;
            work.lostBefore = schedule.lostUntil(clock.getAsLong());
            run.outcome().onSuccess(outcome -> ended(assignment, work, outcome));
            work.probeFor(assignment).begin(assignment.probed(), run);
        }

        @Override
        public void expire(TargetId target) {
            Work work = works.get(target);
            if (work != null && work.run != null) {
                work.run.expire();
            }
        }
    }

    /** What belongs to one target. */
    private static final class Work {
        private final SharedProbes probes;
        private SharedProbes.Key key;
        private Probe probe;
        private @Nullable ProbeRun run;
        private long lostBefore;

        Work(SharedProbes probes, Assignment assignment) {
            this.probes = probes;
            this.key = keyOf(assignment);
            this.probe = probes.take(key, assignment.check());
        }

        /** To be called when none is under way: another takes over where a file was renewed. */
        Probe probeFor(Assignment assignment) {
            SharedProbes.Key next = keyOf(assignment);
            if (!next.equals(key)) {
                probe = probes.take(next, assignment.check());
                probes.release(key);
                key = next;
            }
            return probe;
        }

        void callOff() {
            if (run != null) {
                run.callOff();
            }
        }

        void release() {
            probes.release(key);
        }

        private static SharedProbes.Key keyOf(Assignment assignment) {
            return new SharedProbes.Key(
                    assignment.target().fingerprint(), assignment.check().approach());
        }
    }
}
