package io.quorate.core.simulation;

import static io.quorate.core.simulation.Agenda.MILLI;
import static io.quorate.core.simulation.Agenda.SECOND;

import io.quorate.core.model.TargetId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One run: a cluster starts, things go wrong, all is healed, and it has time to come to rest. */
final class Run {
    static final long STRUCK = 10 * SECOND;
    static final long HEALED = 30 * SECOND;
    private static final long CALM = 12 * SECOND;
    private static final long LONGEST = 150 * SECOND;
    private static final Set<Fault> STEADY =
            EnumSet.of(Fault.NONE, Fault.ENDPOINTS, Fault.DELAY, Fault.LOSS, Fault.HINTS, Fault.JOINS, Fault.KILLS);
    private static final long INTERVAL = Configs.TIMING.interval().toNanos();

    private final Cluster cluster;
    private final List<Fault> faults;
    private final Dice dice;
    private final Agenda agenda;
    private final Referee referee;

    /** @param faults all of them at once */
    Run(long seed, List<Fault> faults) {
        this.dice = new Dice(seed);
        this.faults = faults;
        int vantages = dice.one(List.of(1, 2, 3, 3, 3, 5));
        this.cluster = new Cluster(dice.split(), new Configs(vantages, dice.between(2, 6)));
        this.agenda = cluster.agenda();
        this.referee = cluster.referee();
    }

    Cluster cluster() {
        return cluster;
    }

    /** @throws AssertionError as soon as something does not hold */
    void play(int members) {
        cluster.note(members + " members, vantages " + cluster.configs().vantages());
        for (int i = 0; i < members; i++) {
            agenda.at(
                    dice.nanos(0, 2 * SECOND),
                    () -> cluster.join(cluster.configs().first()));
        }
        agenda.every(500 * MILLI, this::look);
        agenda.every(100 * MILLI, cluster::sendRequests);
        agenda.at(STRUCK, () -> faults.forEach(fault -> fault.strike(cluster, dice.split())));
        agenda.at(HEALED - 9 * SECOND, this::recover);
        agenda.at(HEALED, this::heal);
        agenda.at(HEALED + 2 * SECOND, () -> agenda.every(250 * MILLI, referee::mustAgree));
        agenda.runUntil(HEALED + CALM);
        waitForTrust();
        rest();
        agenda.runUntil(agenda.now() + CALM);
        while (referee.hasJustEjected()) {
            agenda.runUntil(agenda.now() + SECOND / 10);
        }
        checkTheEnd();
    }

    private void look() {
        referee.look();
        if (Set.of(Fault.NONE, Fault.ENDPOINTS).containsAll(faults)) {
            int vantages =
                    Math.min(cluster.configs().vantages(), cluster.running().size());
            int majority = vantages / 2 + 1;
            referee.mustBeSoon(majority * INTERVAL / Math.max(1, vantages) + 3 * SECOND + SECOND / 2);
        }
    }

    /** A member that was late or outvoted takes its time to trust itself again, and to see what hangs. */
    private void waitForTrust() {
        while (cluster.members().stream().anyMatch(member -> member.stretch() > 1)) {
            agenda.runUntil(agenda.now() + CALM);
            referee.require(agenda.now() < LONGEST, "a member never trusts itself again");
        }
    }

    /** What a vantage sees is right again earlier, so that no probe is under way by which it could be wrong. */
    private void recover() {
        cluster.note("all vantages see all");
        cluster.members().forEach(Member::recover);
    }

    private void heal() {
        cluster.note("all is healed");
        cluster.network().heal();
        cluster.members().forEach(Member::resume);
        cluster.hint(0, SECOND);
        referee.turns();
        if (faults.contains(Fault.LOSS)) {
            // Until the next pulses some do not know what they have missed.
            agenda.after(2 * SECOND, referee::turns);
        }
    }

    private void rest() {
        referee.turns().forEach((place, turns) -> referee.require(turns <= 1, place + " turned " + turns + " times"));
        referee.probes().clear();
        cluster.network().pulses();
        cluster.network().others();
    }

    private void checkTheEnd() {
        referee.mustHoldTheSame();
        if (STEADY.containsAll(faults)) {
            referee.mustTurnNoMoreThanTheTruth();
        }
        int members = cluster.running().size();
        long seconds = CALM / SECOND;
        int others = cluster.network().others();
        int pulses = cluster.network().pulses();
        // Where requests fail without end, trials go on, and members tell each other of them.
        boolean restless = referee.hasEjectedSince(agenda.now() - CALM);
        referee.require(others == 0 || restless, others + " pulls and reports while nothing happened");
        referee.require(
                restless || pulses <= 1.2 * (seconds + 1) * members * (members - 1), pulses + " pulses at rest");
        boolean oneGeneration =
                cluster.running().stream().map(Member::config).distinct().count() == 1;
        if (oneGeneration) {
            int vantages = Math.min(cluster.configs().vantages(), members);
            referee.probes().forEach((target, starts) -> countProbes(target, starts, vantages));
        }
    }

    private void countProbes(TargetId target, List<Long> starts, int vantages) {
        for (long from = agenda.now() - CALM; from + INTERVAL <= agenda.now(); from += INTERVAL / 4) {
            long begin = from;
            long count = starts.stream()
                    .filter(start -> start >= begin && start < begin + INTERVAL)
                    .count();
            referee.require(
                    count >= vantages - 1 && count <= vantages + 1,
                    count + " probes of " + target.address() + " in one interval, vantages " + vantages);
        }
    }

    /** All that happened, for people. */
    String story() {
        return String.join("\n", cluster.journal());
    }
}
