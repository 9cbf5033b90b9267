package io.quorate.probe.schedule;

import io.quorate.core.model.TargetId;
import io.quorate.core.plan.Assignment;
import io.quorate.core.time.Wheel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.LongConsumer;

/**
 * Says when which probe starts and when it has taken too long. It has no clock of its own: every call brings the time, in
 * nanoseconds of one monotonic clock. Of each target at most one probe is under way, and of all at most
 * {@link #MOST_AT_ONCE}.
 */
public final class ProbeSchedule {
    static final int MOST_AT_ONCE = 4_096;
    public static final long TICK_NANOS = 5_000_000L;
    private static final int WHEEL_SIZE = 1_024;

    private final Orders orders;
    private final LongConsumer lateness;
    private final Cadence cadence;
    private final Wheel<Turn> wheel;
    private final FirstStarts firstStarts;
    private final LoopHealth loop;
    private final Map<TargetId, Turn> turns = new HashMap<>();
    private final Queue<Turn> fresh = new ArrayDeque<>();
    private final Queue<Turn> due = new ArrayDeque<>();
    private int running;
    private int stretch = 1;

    /** @param lateness told, in nanoseconds, how long after it was due each probe started or was put off */
    public ProbeSchedule(Orders orders, LongConsumer lateness, Cadence cadence, long now) {
        this.orders = orders;
        this.lateness = lateness;
        this.cadence = cadence;
        this.wheel = new Wheel<>(now, TICK_NANOS, WHEEL_SIZE);
        this.firstStarts = new FirstStarts(now);
        this.loop = new LoopHealth(now);
    }

    /** What the schedule wants done; called from within its methods. */
    public interface Orders {
        /** Start a probe and, when it has ended, call {@link ProbeSchedule#ended}. */
        void start(Assignment assignment);

        /** The probe that is under way has had its time. */
        void expire(TargetId target);
    }

    /** Takes a new target in, or a changed pace; the same assignment again changes nothing. */
    public void assign(Assignment assignment, long now) {
        Turn turn = turns.get(assignment.target());
        if (turn == null) {
            Turn first = new Turn(assignment);
            turns.put(assignment.target(), first);
            fresh.add(first);
            proceed(now);
            return;
        }
        boolean keepsTime = turn.assignment.keepsTimeOf(assignment);
        turn.assignment = assignment;
        if (!keepsTime && turn.phase == Phase.WAITING) {
            await(turn, cadence.after(assignment, turn.started, now));
        }
    }

    /** Forgets a target; if a probe of it is under way, nobody need report its end. */
    public void retire(TargetId target) {
        Turn turn = turns.remove(target);
        if (turn == null) {
            return;
        }
        turn.timer.cancel();
        if (turn.phase == Phase.RUNNING) {
            running--;
        }
        turn.phase = Phase.RETIRED;
    }

    /** To be called at every tick. */
    public void advance(long now) {
        boolean paused = loop.tick(now);
        wheel.advance(now, turn -> fire(turn, paused, now));
        proceed(now);
    }

    /** The probe that was under way has ended; whatever may start now starts at the next tick. */
    public void ended(TargetId target, long now) {
        Turn turn = turns.get(target);
        if (turn == null || turn.phase != Phase.RUNNING) {
            return;
        }
        running--;
        await(turn, cadence.after(turn.assignment, turn.started, now));
    }

    /** How long this member itself was held up until now, see {@link LoopHealth#lostUntil}. */
    public long lostUntil(long now) {
        return loop.lostUntil(now);
    }

    /** From now on a probe may take so many times its timeout, and the fast pace is as much slower. */
    public void stretch(int times) {
        stretch = times;
        cadence.stretch(times);
    }

    /** How long a probe that starts now may take. */
    public Duration timeout(Assignment assignment) {
        return assignment.check().timing().timeout().multipliedBy(stretch);
    }

    private void fire(Turn turn, boolean paused, long now) {
        if (turn.phase == Phase.RUNNING) {
            orders.expire(turn.assignment.target());
        } else if (paused) {
            lateness.accept(now - turn.due);
            await(turn, cadence.afresh(turn.assignment, now));
        } else {
            turn.phase = Phase.QUEUED;
            due.add(turn);
        }
    }

    private void proceed(long now) {
        while (!fresh.isEmpty() && firstStarts.take(now)) {
            release(fresh.remove(), now);
        }
        while (!due.isEmpty() && running < MOST_AT_ONCE) {
            start(due.remove(), now);
        }
    }

    private void release(Turn turn, long now) {
        if (turn.phase == Phase.FRESH) {
            turn.due = now;
            turn.phase = Phase.QUEUED;
            due.add(turn);
        }
    }

    private void start(Turn turn, long now) {
        if (turn.phase != Phase.QUEUED) {
            return;
        }
        running++;
        turn.phase = Phase.RUNNING;
        turn.started = now;
        lateness.accept(now - turn.due);
        wheel.set(turn.timer, now + timeout(turn.assignment).toNanos());
        orders.start(turn.assignment);
    }

    private void await(Turn turn, long time) {
        turn.phase = Phase.WAITING;
        turn.due = time;
        wheel.set(turn.timer, time);
    }

    private enum Phase {
        FRESH,
        QUEUED,
        RUNNING,
        WAITING,
        RETIRED
    }

    /** Where one target stands; its one timer is for its next probe or for the end of the one under way. */
    private static final class Turn {
        private final Wheel.Timer<Turn> timer;
        private Assignment assignment;
        private Phase phase = Phase.FRESH;
        private long due;
        private long started;

        @SuppressWarnings("this-escape")
        Turn(Assignment assignment) {
            this.assignment = assignment;
            this.timer = new Wheel.Timer<>(this);
        }
    }
}
