package io.quorate.cluster.wire;

import io.quorate.core.health.Awareness;
import io.quorate.core.health.VoteState;
import io.quorate.core.model.MemberId;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Message;
import io.quorate.core.view.Pull;
import io.quorate.core.view.Pulse;
import io.quorate.core.view.Register;
import io.quorate.core.view.Report;
import java.util.ArrayList;
import java.util.List;

/**
 * What is particular to each kind of message. Fields stand in a fixed order; a later version may append more to a
 * message, a card or a register, each of which has its own length, and readers leave those unread.
 */
final class Payloads {
    static final int PULSE = 1;
    static final int REPORT = 2;
    static final int PULL = 3;

    /** Its own length, target, state, suspicion, streak and the length of the reason. */
    private static final int SMALLEST_REGISTER = 4 + 8 + 1 + 1 + 4 + 2;
    /** The order is what stands on the wire: only ever append. */
    private static final List<VoteState> VOTES =
            List.of(VoteState.PENDING, VoteState.UP, VoteState.DOWN, VoteState.ABSTAIN);

    private static final List<MemberState> STATES =
            List.of(MemberState.STARTING, MemberState.READY, MemberState.DRAINING, MemberState.LEAVING);

    private Payloads() {}

    static int kindOf(Message message) {
        if (message instanceof Pulse) {
            return PULSE;
        }
        return message instanceof Report ? REPORT : PULL;
    }

    static WireWriter write(Message message) {
        WireWriter out = new WireWriter();
        if (message instanceof Pulse pulse) {
            write(pulse, out);
        } else if (message instanceof Report report) {
            write(report, out);
        }
        return out;
    }

    static Message read(int kind, MemberId from, String to, WireReader in) throws GarbledException {
        return switch (kind) {
            case PULSE -> pulse(from, in);
            case REPORT -> report(from, in);
            default -> new Pull(from, new MemberId(to));
        };
    }

    private static void write(Pulse pulse, WireWriter out) {
        MemberCard card = pulse.card();
        WireWriter block = new WireWriter()
                .text(card.name())
                .text(card.zone())
                .text(card.address())
                .text(card.admin())
                .octet(STATES.indexOf(card.state()));
        out.block(block)
                .wide(pulse.count())
                .wide(pulse.version())
                .wide(pulse.digest())
                .wide(pulse.viewHash())
                .wide(pulse.configHash())
                .octet(pulse.awareness())
                .flag(pulse.abstaining());
    }

    private static Pulse pulse(MemberId from, WireReader in) throws GarbledException {
        WireReader block = in.block();
        MemberCard card = new MemberCard(block.text(), block.text(), block.text(), block.text(), one(STATES, block));
        long count = in.wide();
        long version = in.wide();
        long digest = in.wide();
        long viewHash = in.wide();
        long configHash = in.wide();
        int awareness = in.octet();
        if (awareness > Awareness.MOST) {
            throw new GarbledException("awareness");
        }
        return new Pulse(from, card, count, version, digest, viewHash, configHash, awareness, in.flag());
    }

    private static void write(Report report, WireWriter out) {
        out.wide(report.count()).wide(report.after()).wide(report.version()).flag(report.abstaining());
        out.number(report.withdrawn().size());
        report.withdrawn().forEach(out::wide);
        out.number(report.registers().size());
        report.registers().forEach(register -> out.block(block(register)));
    }

    private static Report report(MemberId from, WireReader in) throws GarbledException {
        long count = in.wide();
        long after = in.wide();
        long version = in.wide();
        boolean abstaining = in.flag();
        int gone = in.count(Long.BYTES);
        List<Long> withdrawn = new ArrayList<>(gone);
        for (int i = 0; i < gone; i++) {
            withdrawn.add(in.wide());
        }
        int held = in.count(SMALLEST_REGISTER);
        List<Register> registers = new ArrayList<>(held);
        for (int i = 0; i < held; i++) {
            registers.add(register(in.block()));
        }
        return new Report(from, count, after, version, abstaining, registers, withdrawn);
    }

    private static WireWriter block(Register register) {
        return new WireWriter()
                .wide(register.target())
                .octet(VOTES.indexOf(register.state()))
                .flag(register.suspect())
                .number(register.streak())
                .text(register.reason());
    }

    private static Register register(WireReader in) throws GarbledException {
        return new Register(in.wide(), one(VOTES, in), in.flag(), in.number(), in.text());
    }

    private static <T> T one(List<T> values, WireReader in) throws GarbledException {
        int index = in.octet();
        if (index >= values.size()) {
            throw new GarbledException("state");
        }
        return values.get(index);
    }
}
