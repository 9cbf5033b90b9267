package io.quorate.probe.schedule;

import io.quorate.core.model.TargetId;
import io.quorate.core.plan.Assignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Does what a schedule wants in fed time: each probe takes as long as it is told to, and is checked not to overlap. */
final class FakeProber implements ProbeSchedule.Orders {
    static final long SEED = 5;

    final Map<TargetId, List<Long>> starts = new HashMap<>();
    final List<Long> lateness = new ArrayList<>();
    final List<TargetId> expired = new ArrayList<>();
    final ProbeSchedule schedule;
    long now;
    int mostAtOnce;
    private final Map<TargetId, Long> ends = new LinkedHashMap<>();
    private final Set<TargetId> underWay = new HashSet<>();
    private long takes = Duration.ofMillis(1).toNanos();

    FakeProber(long start) {
        this.now = start;
        this.schedule = new ProbeSchedule(this, lateness::add, new Cadence(new SplittableRandom(SEED), 0), start);
    }

    void takes(Duration duration) {
        takes = duration.toNanos();
    }

    @Override
    public void start(Assignment assignment) {
        TargetId target = assignment.target();
        if (!underWay.add(target)) {
            throw new AssertionError("two probes at once of " + target);
        }
        mostAtOnce = Math.max(mostAtOnce, underWay.size());
        starts.computeIfAbsent(target, unused -> new ArrayList<>()).add(now);
        ends.put(target, now + takes);
    }

    @Override
    public void expire(TargetId target) {
        expired.add(target);
        end(target);
    }

    /** Lets that much time pass, tick by tick. */
    void run(Duration duration) {
        long until = now + duration.toNanos();
        while (now < until) {
            now += ProbeSchedule.TICK_NANOS;
            List.copyOf(ends.entrySet()).stream()
                    .filter(end -> end.getValue() <= now)
                    .forEach(end -> end(end.getKey()));
            schedule.advance(now);
        }
    }

    /** Lets that much time pass without a tick, as if this member had been stopped. */
    void pause(Duration duration) {
        now += duration.toNanos();
    }

    void retire(TargetId target) {
        underWay.remove(target);
        ends.remove(target);
        schedule.retire(target);
    }

    List<Long> startsOf(TargetId target) {
        return starts.getOrDefault(target, List.of());
    }

    List<Long> allStarts() {
        return starts.values().stream().flatMap(List::stream).sorted().toList();
    }

    private void end(TargetId target) {
        ends.remove(target);
        underWay.remove(target);
        schedule.ended(target, now);
    }
}
