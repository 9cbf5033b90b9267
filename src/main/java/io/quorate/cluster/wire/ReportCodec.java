package io.quorate.cluster.wire;

import io.quorate.core.model.MemberId;
import io.quorate.core.view.Message;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.function.Predicate;

/**
 * Messages as bytes: magic {@code 'Q'}, format version, kind, flags (1: sealed), sender, addressee (empty: everybody),
 * sequence number, and the payload behind its length; then, where the cluster has a secret, 32 bytes of HMAC-SHA256 over
 * all of that. Numbers are big-endian.
 *
 * <p>What a member of another release makes of it: a field appended to a payload is skipped; a new kind or flag is
 * dropped as unknown once the seal is checked; a change of what stands before the payload takes a new format version,
 * whose messages are dropped as unknown unread. So members of neighbouring releases understand each other.
 *
 * <p>Without a secret neither the sender nor the sequence number is checked: a forged number could then silence a sender.
 * For one thread, but for the {@link Senders}, which outlive it.
 */
public final class ReportCodec {
    /** How long a message may be, in bytes. */
    public static final int LONGEST = 16 * 1024 * 1024;

    private static final int MAGIC = 'Q';
    private static final int VERSION = 1;
    private static final int SEALED = 1;

    private final MemberId self;
    private final Seal seal;
    private final Senders senders;

    public ReportCodec(MemberId self, ClusterSecret secret, Senders senders) {
        this.self = self;
        this.seal = new Seal(secret);
        this.senders = senders;
    }

    /**
     * The message as bytes.
     *
     * @param to the addressee, empty for everybody
     * @param sequence greater than that of any message we sent before
     */
    public Buffer encode(Message message, String to, long sequence) {
        WireWriter out = new WireWriter()
                .octet(MAGIC)
                .octet(VERSION)
                .octet(Payloads.kindOf(message))
                .octet(seal.isUsed() ? SEALED : 0)
                .text(message.from().value())
                .text(to)
                .wide(sequence)
                .block(Payloads.write(message));
        return seal.seal(out.buffer());
    }

    /** What to make of the bytes; never throws, whatever they are. */
    public Opened decode(Buffer bytes, Predicate<MemberId> members) {
        if (bytes.length() > LONGEST) {
            return new Opened.Dropped(Drop.OVERSIZED, "");
        }
        byte[] message = bytes.getBytes();
        WireReader in = new WireReader(ByteBuffer.wrap(message));
        try {
            if (in.octet() != MAGIC) {
                return new Opened.Dropped(Drop.GARBLED, "");
            }
            if (in.octet() != VERSION) {
                return new Opened.Dropped(Drop.UNKNOWN, "");
            }
            return judged(frame(in), message, members);
        } catch (GarbledException | IllegalArgumentException e) {
            return new Opened.Dropped(Drop.GARBLED, "");
        }
    }

    private static Frame frame(WireReader in) throws GarbledException {
        Frame frame = new Frame(in.octet(), in.octet(), new MemberId(in.text()), in.text(), in.wide(), in.block());
        int rest = frame.isSealed() ? ClusterSecret.SEAL_BYTES : 0;
        if (in.remaining() != rest || frame.sequence() < 0) {
            throw new GarbledException("frame");
        }
        return frame;
    }

    /** Cheap checks first, and the replay window only for what is sealed: a forgery must not move it. */
    private Opened judged(Frame frame, byte[] message, Predicate<MemberId> members) {
        if (frame.from().equals(self)) {
            return new Opened.Own();
        }
        if (!members.test(frame.from())) {
            return frame.dropped(Drop.STRANGER);
        }
        boolean believed = seal.isUsed() ? frame.isSealed() && seal.holds(message) : !frame.isSealed();
        if (!believed || !frame.isFor(self)) {
            return frame.dropped(Drop.FORGED);
        }
        if (seal.isUsed() && !senders.accept(frame.from(), frame.sequence())) {
            return frame.dropped(Drop.REPLAYED);
        }
        return frame.content();
    }

    /** All but the seal. */
    private record Frame(int kind, int flags, MemberId from, String to, long sequence, WireReader payload) {
        boolean isSealed() {
            return (flags & SEALED) != 0;
        }

        boolean isFor(MemberId member) {
            return to.isEmpty() || to.equals(member.value());
        }

        Opened dropped(Drop kind) {
            return new Opened.Dropped(kind, from.value());
        }

        Opened content() {
            if ((flags & ~SEALED) != 0 || kind < Payloads.PULSE || kind > Payloads.PULL) {
                return dropped(Drop.UNKNOWN);
            }
            try {
                return new Opened.Heard(Payloads.read(kind, from, to, payload));
            } catch (GarbledException | IllegalArgumentException e) {
                return dropped(Drop.GARBLED);
            }
        }
    }
}
