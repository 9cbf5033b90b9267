package io.quorate.core.simulation;

import io.quorate.core.control.Controller;
import io.quorate.core.control.Effects;
import io.quorate.core.health.Observation;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.routing.Snapshot;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One member: a controller, its prober, and a processor that may stand still. */
final class Member {
    private static final long TICK = 100 * Agenda.MILLI;

    private static final long START_BOUND = 5 * Agenda.SECOND;
    private final Cluster cluster;
    private final Controller controller;
    private final Prober prober;
    private final Traffic traffic;
    private final MemberId id;
    private final long clockOffset;
    private final long startedAt;
    private final List<Runnable> backlog = new ArrayList<>();
    private final Set<EndpointAddress> unreachable = new HashSet<>();
    private MemberCard card;
    private ProxyConfig config;
    private Optional<Snapshot> snapshot = Optional.empty();
    private double probeLoss;
    private boolean lostSight;
    private boolean gone;
    private boolean paused;
    private boolean serving;
    private boolean starving;
    private long pausedAt;
    private long lost;
    private long configuredAt;
    private long unwellUntil;
    private long starvedUntil;

    @SuppressWarnings("this-escape")
    Member(MemberId id, String zone, ProxyConfig config, Cluster cluster) {
        this.id = id;
        this.cluster = cluster;
        this.config = config;
        this.card = new MemberCard(id.value(), zone, id + ":1", "", MemberState.STARTING);
        Dice dice = cluster.dice().split();
        // Any monotonic clock will do, one that overflows during the run included.
        this.clockOffset =
                dice.chance(0.3) ? Long.MAX_VALUE - cluster.agenda().now() - 20 * Agenda.SECOND : dice.any() / 4;
        this.startedAt = local();
        this.controller = new Controller(id, local());
        this.traffic = new Traffic(this, cluster, dice.split());
        this.prober = new Prober(this, cluster, dice.nanos(-20, 20) * Agenda.MILLI, this::observed);
    }

    void start(Set<MemberId> peers) {
        call(() -> {
            controller.onSelf(card, local());
            controller.onMembers(peers, local());
        });
        configure(config);
        cluster.agenda().after(cluster.dice().nanos(0, TICK), this::keepTicking);
    }

    /** Does this on the member's one thread: now, or when it runs again. */
    void call(Runnable work) {
        if (gone) {
            return;
        }
        if (paused) {
            backlog.add(work);
            return;
        }
        work.run();
        carryOut();
    }

    void hear(Message message) {
        call(() -> controller.onMessage(message, local()));
    }

    void hint(Set<MemberId> peers) {
        call(() -> controller.onMembers(peers, local()));
    }

    void failedRequest(EndpointAddress address) {
        call(() -> controller.onTraffic(address, "connection refused", local()));
    }

    void configure(ProxyConfig next) {
        call(() -> {
            config = next;
            configuredAt = cluster.agenda().now();
            controller.onConfig(next, Long.parseUnsignedLong(next.hash(), 16), local());
        });
    }

    void leave() {
        call(() -> {
            card = card.in(MemberState.LEAVING);
            controller.onSelf(card, local());
        });
    }

    void kill() {
        gone = true;
        backlog.clear();
    }

    void pause() {
        if (!paused && !gone) {
            paused = true;
            pausedAt = cluster.agenda().now();
        }
    }

    /** Messages have piled up and come in a burst, before any tick. */
    void resume() {
        if (!paused || gone) {
            return;
        }
        paused = false;
        lost += cluster.agenda().now() - pausedAt;
        List<Runnable> work = List.copyOf(backlog);
        backlog.clear();
        work.forEach(this::call);
        tick();
    }

    /** From here it cannot be reached, from elsewhere it can. */
    void loses(EndpointAddress address) {
        unreachable.add(address);
        lostSight = true;
    }

    void loses(double share) {
        probeLoss = share;
        lostSight = true;
    }

    /** Sees the world as it is again; what it held goes on for a while. */
    void recover() {
        if (!seesAll()) {
            unwell(Referee.EXCUSED);
        }
        unreachable.clear();
        probeLoss = 0;
    }

    /** What it says is not to be trusted for so long. */
    void unwell(long nanos) {
        unwellUntil = Math.max(unwellUntil, cluster.agenda().now() + nanos);
    }

    /** Runs for moments only, so that its probes hardly ever find their slot. */
    void starves(boolean now) {
        if (starving && !now) {
            starvedUntil = cluster.agenda().now() + Referee.EXCUSED;
        }
        starving = now;
    }

    /** Whether its probes may not have found their slot yet. */
    boolean hasJustStarved() {
        return starving || cluster.agenda().now() < starvedUntil;
    }

    boolean isStarving() {
        return starving;
    }

    MemberId id() {
        return id;
    }

    Traffic traffic() {
        return traffic;
    }

    Controller controller() {
        return controller;
    }

    ProxyConfig config() {
        return config;
    }

    Snapshot snapshot() {
        return snapshot.orElseThrow();
    }

    long lost() {
        return lost;
    }

    long configuredAt() {
        return configuredAt;
    }

    int stretch() {
        return prober.stretch();
    }

    /** This member's own monotonic clock. */
    long local() {
        return cluster.agenda().now() + clockOffset;
    }

    boolean isRunning() {
        return !gone && !paused;
    }

    boolean isGone() {
        return gone;
    }

    boolean isLeaving() {
        return card.state() == MemberState.LEAVING;
    }

    /** Whether it gets requests. */
    boolean isServing() {
        return serving && !gone;
    }

    boolean isWell() {
        return !gone && !paused && cluster.agenda().now() >= unwellUntil && seesAll();
    }

    boolean reaches(EndpointAddress address, Dice chance) {
        return !unreachable.contains(address) && !chance.chance(probeLoss);
    }

    boolean hasAlwaysSeenAll() {
        return !lostSight;
    }

    boolean seesAll() {
        return unreachable.isEmpty() && probeLoss == 0;
    }

    /** Where a request could go now, of what is checked. */
    List<EndpointAddress> routable() {
        return snapshot().pools().values().stream()
                .filter(pool -> !pool.upstream().equals(Configs.UNCHECKED))
                .flatMap(pool -> pool.endpoints().stream())
                .map(Endpoint::address)
                .distinct()
                .sorted()
                .toList();
    }

    private void observed(TargetId target, Outcome outcome) {
        controller.onObservation(new Observation(target, outcome, local()));
        carryOut();
    }

    private void keepTicking() {
        if (!gone) {
            if (!paused) {
                tick();
            }
            cluster.agenda().after(TICK, this::keepTicking);
        }
    }

    private void tick() {
        call(() -> {
            controller.onTallies(traffic.tallies(), local());
            controller.onTick(local());
        });
    }

    private void carryOut() {
        Effects effects = controller.take();
        snapshot = Optional.of(effects.snapshot());
        prober.carryOut(effects.probes());
        cluster.tell(id, effects.told());
        if (!serving && (controller.synced() || local() - startedAt > START_BOUND)) {
            serving = true;
            card = isLeaving() ? card : card.in(MemberState.READY);
            cluster.agenda().after(0, () -> call(() -> controller.onSelf(card, local())));
            cluster.referee().begins(this);
        }
        effects.happened().members().forEach(change -> cluster.referee().changed(this, change));
        effects.happened().ejections().forEach(change -> cluster.referee().ejected(this, change));
        effects.happened().transitions().forEach(transition -> cluster.referee().turned(this, transition));
    }
}
