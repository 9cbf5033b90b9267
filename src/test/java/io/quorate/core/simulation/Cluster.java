package io.quorate.core.simulation;

import io.quorate.core.control.Effects;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.routing.Pool;
import io.quorate.core.view.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The members, what is between them, what they look at, and who watches over them. */
final class Cluster {
    private static final long NEVER = Long.MAX_VALUE / 4;

    private final Agenda agenda = new Agenda();
    private final Dice dice;
    private final Configs configs;
    private final Endpoints endpoints = new Endpoints(agenda);
    private final Network network;
    private final Referee referee;
    private final Map<MemberId, Member> members = new LinkedHashMap<>();
    private final List<String> journal = new ArrayList<>();

    @SuppressWarnings("this-escape")
    Cluster(Dice dice, Configs configs) {
        this.dice = dice;
        this.configs = configs;
        this.network = new Network(agenda, dice.split(), this::deliver);
        this.referee = new Referee(this);
    }

    /** What a probe gets: after so long, for better or worse. */
    record Reply(long latency, boolean passes) {}

    Agenda agenda() {
        return agenda;
    }

    Dice dice() {
        return dice;
    }

    Configs configs() {
        return configs;
    }

    Endpoints endpoints() {
        return endpoints;
    }

    Network network() {
        return network;
    }

    Referee referee() {
        return referee;
    }

    List<String> journal() {
        return journal;
    }

    void note(String what) {
        journal.add("%9.3f %s".formatted(agenda.now() / 1e9, what));
    }

    /** All that have not ended. */
    List<Member> members() {
        return members.values().stream().filter(member -> !member.isGone()).toList();
    }

    /** Whether none, of those that have ended neither, ever failed to see what was there. */
    boolean hasAlwaysSeenAll() {
        return members.values().stream().allMatch(Member::hasAlwaysSeenAll);
    }

    /** Those that run and mean to stay. */
    List<Member> running() {
        return members().stream()
                .filter(member -> member.isRunning() && !member.isLeaving())
                .toList();
    }

    Member member(MemberId id) {
        Member member = members.get(id);
        if (member == null) {
            throw new IllegalArgumentException("member: " + id + " (expected: one that has joined)");
        }
        return member;
    }

    /** A member starts, knows at once who is there, and is known to be there soon. */
    Member join(ProxyConfig config) {
        MemberId id = new MemberId("m" + (members.size() + 1));
        Member member = new Member(id, dice.chance(0.5) ? "" : "z" + dice.between(1, 2), config, this);
        members.put(id, member);
        note(id + " joins");
        member.start(othersThan(member));
        hint(0, 300 * Agenda.MILLI);
        return member;
    }

    /** The transport notices soon if the connections break, and late if nothing does. */
    void kill(Member member) {
        note(member.id() + " is killed");
        member.kill();
        hint(50 * Agenda.MILLI, dice.chance(0.5) ? Agenda.SECOND : 10 * Agenda.SECOND);
    }

    void leave(Member member) {
        note(member.id() + " leaves");
        member.leave();
        agenda.after(dice.nanos(100 * Agenda.MILLI, Agenda.SECOND), () -> kill(member));
    }

    void pause(Member member, long nanos) {
        if (!member.isRunning()) {
            return;
        }
        member.pause();
        member.unwell(nanos + 10 * Agenda.SECOND);
        agenda.after(nanos, member::resume);
    }

    /** Each member hears who the transport thinks is there, each at its own time. */
    void hint(long soonest, long latest) {
        members().forEach(member -> agenda.after(dice.nanos(soonest, latest), () -> member.hint(othersThan(member))));
    }

    /** For a moment the transport holds one to be gone. */
    void hintWrongly(Member deceived, Member missing) {
        note(deceived.id() + " is told that " + missing.id() + " is gone");
        Set<MemberId> wrong = othersThan(deceived);
        wrong.remove(missing.id());
        deceived.hint(wrong);
        agenda.after(dice.nanos(0, 5 * Agenda.SECOND), () -> deceived.hint(othersThan(deceived)));
    }

    void turn(EndpointAddress address, Endpoints.Condition condition) {
        note(address + " is " + condition);
        endpoints.turn(address, condition);
    }

    void tell(MemberId from, Effects.Told told) {
        for (Message message : told.all()) {
            members().stream().map(Member::id).filter(to -> !to.equals(from)).forEach(to -> network.send(to, message));
        }
        told.one().forEach(one -> network.send(one.to(), one.message()));
    }

    Reply probe(Member member, TargetId target, Dice chance) {
        referee.probed(target);
        if (!member.reaches(target.address(), chance)) {
            return new Reply(NEVER, false);
        }
        return switch (endpoints.of(target.address()).condition()) {
            case ANSWERING -> new Reply(chance.nanos(Agenda.MILLI, 20 * Agenda.MILLI), true);
            case REFUSING -> new Reply(chance.nanos(Agenda.MILLI, 5 * Agenda.MILLI), false);
            case HANGING -> new Reply(NEVER, false);
        };
    }

    /** Each member that runs sends a request somewhere, and says so if it cannot. */
    void sendRequests() {
        for (Member member : running()) {
            List<EndpointAddress> routable = member.routable();
            if (!routable.isEmpty() && member.isServing()) {
                EndpointAddress address = dice.one(routable);
                if (!endpoints.answers(address) || !member.reaches(address, dice)) {
                    member.failedRequest(address);
                }
                // In an order that does not depend on the run.
                for (Pool pool : new TreeMap<>(member.snapshot().pools()).values()) {
                    member.traffic().send(pool);
                }
            }
        }
    }

    /** Whether a request of the member is answered well. */
    boolean serves(Member member, EndpointAddress address) {
        return endpoints.serves(address) && member.reaches(address, dice);
    }

    private Set<MemberId> othersThan(Member member) {
        return members().stream()
                .map(Member::id)
                .filter(id -> !id.equals(member.id()))
                .collect(Collectors.toSet());
    }

    private void deliver(MemberId to, Message message) {
        members.values().stream().filter(member -> member.id().equals(to)).forEach(member -> member.hear(message));
    }
}
