package io.quorate.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.health.VoteState;
import io.quorate.core.model.MemberId;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Message;
import io.quorate.core.view.Pull;
import io.quorate.core.view.Pulse;
import io.quorate.core.view.Register;
import io.quorate.core.view.Report;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReportCodecTest {
    private static final MemberId A = new MemberId("a");
    private static final MemberId B = new MemberId("b");
    private static final ClusterSecret SECRET = ClusterSecret.of("a secret of sixteen bytes or more");
    private static final ClusterSecret OTHER = ClusterSecret.of("another secret of the right length");
    /** Where the fields stand in a message from "a" to everybody. */
    private static final int VERSION_AT = 1;

    private static final int KIND_AT = 2;
    private static final int FLAGS_AT = 3;
    private static final int SENDER_AT = 6;
    private static final int SEQUENCE_AT = 9;
    private static final int LENGTH_AT = 17;
    private static final int PAYLOAD_AT = 21;
    private static final Pulse PULSE = new Pulse(
            A,
            new MemberCard("één", "zone-1", "10.0.0.1:5701", "127.0.0.1:9090", MemberState.DRAINING),
            2,
            3,
            -4,
            5,
            Long.MIN_VALUE,
            8,
            true);
    private static final Register REGISTER = new Register(-7, VoteState.DOWN, true, 12, "connect: timed out … 中");
    private static final Report DELTA = new Report(
            A, 40, 41, 42, false, List.of(REGISTER, new Register(1, VoteState.UP, false, 0, "")), List.of(9L));

    private final Senders senders = new Senders();

    static Stream<Message> messages() {
        return Stream.of(
                PULSE,
                DELTA,
                new Report(A, 1, Report.WHOLE, 7, true, List.of(REGISTER), List.of()),
                new Report(A, 1, Report.WHOLE, 0, false, List.of(), List.of()),
                new Pull(A, B));
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryVote(VoteState state) {
        Report report =
                new Report(A, 1, Report.WHOLE, 2, false, List.of(new Register(3, state, false, 1, "")), List.of());
        assertThat(decode(SECRET, encode(SECRET, report))).isEqualTo(heard(report));
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryStateOfAMember(MemberState state) {
        Pulse pulse = new Pulse(A, PULSE.card().in(state), 1, 2, 3, 4, 5, 0, false);
        assertThat(decode(SECRET, encode(SECRET, pulse))).isEqualTo(heard(pulse));
    }

    @Test
    void readsATextOfAnyLengthThatFits() {
        MemberCard card = new MemberCard("n".repeat(300), "z".repeat(0xFFFF), "", "", MemberState.READY);
        Pulse pulse = new Pulse(A, card, 0, 1, 2, 3, 4, 0, false);
        assertThat(decode(SECRET, encode(SECRET, pulse))).isEqualTo(heard(pulse));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsWhatItWrote(Message message) {
        assertThat(decode(ClusterSecret.NONE, encode(ClusterSecret.NONE, message)))
                .isEqualTo(heard(message));
        assertThat(decode(SECRET, encode(SECRET, message))).isEqualTo(heard(message));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void dropsAMessageThatIsCutOffAnywhere(Message message) {
        Buffer whole = encode(ClusterSecret.NONE, message);
        for (int length = 0; length < whole.length(); length++) {
            assertThat(kind(decode(ClusterSecret.NONE, whole.getBuffer(0, length))))
                    .isEqualTo(Drop.GARBLED);
        }
    }

    @Test
    void dropsWhatComesAfterTheEnd() {
        assertThat(kind(decode(
                        ClusterSecret.NONE, encode(ClusterSecret.NONE, PULSE).appendByte((byte) 0))))
                .isEqualTo(Drop.GARBLED);
    }

    @Test
    void dropsLengthsThatLie() {
        for (int lie : List.of(-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0)) {
            assertThat(garbled(LENGTH_AT, lie)).as("payload of %d", lie).isEqualTo(Drop.GARBLED);
        }
        int registers = PAYLOAD_AT + 25 + 4 + Long.BYTES;
        for (int lie : List.of(-1, 1000, Integer.MAX_VALUE)) {
            assertThat(garbled(PAYLOAD_AT + 25, lie)).as("%d withdrawn", lie).isEqualTo(Drop.GARBLED);
            assertThat(garbled(registers, lie)).as("%d registers", lie).isEqualTo(Drop.GARBLED);
            assertThat(garbled(registers + 4, lie)).as("register of %d", lie).isEqualTo(Drop.GARBLED);
        }
    }

    @Test
    void dropsValuesThatCannotBe() {
        Report blank = new Report(A, 1, 5, 6, false, List.of(), List.of());
        Buffer backwards = encode(ClusterSecret.NONE, blank).setLong(PAYLOAD_AT + 8, 6);
        assertThat(kind(decode(ClusterSecret.NONE, backwards))).isEqualTo(Drop.GARBLED);
        Buffer flag = encode(ClusterSecret.NONE, blank).setByte(PAYLOAD_AT + 24, (byte) 2);
        assertThat(kind(decode(ClusterSecret.NONE, flag))).isEqualTo(Drop.GARBLED);
        Buffer sequence = encode(ClusterSecret.NONE, blank).setLong(SEQUENCE_AT, -1);
        assertThat(kind(decode(ClusterSecret.NONE, sequence))).isEqualTo(Drop.GARBLED);
        Buffer sender = encode(ClusterSecret.NONE, blank).setByte(SENDER_AT, (byte) 0xC0);
        assertThat(kind(decode(ClusterSecret.NONE, sender))).isEqualTo(Drop.GARBLED);
        Buffer awareness = encode(ClusterSecret.NONE, PULSE);
        awareness.setByte(awareness.length() - 2, (byte) 9);
        assertThat(kind(decode(ClusterSecret.NONE, awareness))).isEqualTo(Drop.GARBLED);
        Buffer streak = encode(ClusterSecret.NONE, DELTA).setInt(PAYLOAD_AT + 25 + 12 + 8 + 10, -1);
        assertThat(kind(decode(ClusterSecret.NONE, streak))).isEqualTo(Drop.GARBLED);
        Pull toNobody = new Pull(A, B);
        assertThat(kind(decode(ClusterSecret.NONE, codec(A, ClusterSecret.NONE).encode(toNobody, "", 0))))
                .isEqualTo(Drop.GARBLED);
    }

    @Test
    void ignoresWhatANewerReleaseMaySay() {
        for (int at : List.of(VERSION_AT, KIND_AT)) {
            assertThat(kind(decode(
                            ClusterSecret.NONE,
                            encode(ClusterSecret.NONE, PULSE).setByte(at, (byte) 77))))
                    .isEqualTo(Drop.UNKNOWN);
        }
        assertThat(kind(decode(
                        ClusterSecret.NONE, encode(ClusterSecret.NONE, PULSE).setByte(FLAGS_AT, (byte) 2))))
                .isEqualTo(Drop.UNKNOWN);
    }

    @Test
    void leavesFieldsThatANewerReleaseAppendsUnread() {
        Buffer message = encode(ClusterSecret.NONE, PULSE);
        message.setInt(LENGTH_AT, message.getInt(LENGTH_AT) + 3).appendString("new");
        assertThat(decode(ClusterSecret.NONE, message)).isEqualTo(heard(PULSE));
    }

    @Test
    void dropsWhatIsTooLong() {
        assertThat(kind(decode(ClusterSecret.NONE, Buffer.buffer(new byte[ReportCodec.LONGEST + 1]))))
                .isEqualTo(Drop.OVERSIZED);
    }

    @Test
    void believesNoMessageWithoutTheRightSeal() {
        assertThat(kind(decode(SECRET, encode(ClusterSecret.NONE, PULSE)))).isEqualTo(Drop.FORGED);
        assertThat(kind(decode(SECRET, encode(OTHER, PULSE)))).isEqualTo(Drop.FORGED);
        assertThat(kind(decode(ClusterSecret.NONE, encode(SECRET, PULSE)))).isEqualTo(Drop.FORGED);
    }

    @Test
    void believesNoMessageThatIsMeantForAnother() {
        Buffer toC = codec(A, SECRET).encode(new Pull(A, new MemberId("c")), "c", 1);
        assertThat(kind(decode(SECRET, toC))).isEqualTo(Drop.FORGED);
    }

    @Test
    void believesNoMessageTwice() {
        Buffer message = encode(SECRET, PULSE);
        assertThat(decode(SECRET, message)).isEqualTo(heard(PULSE));
        assertThat(kind(decode(SECRET, message))).isEqualTo(Drop.REPLAYED);
    }

    @Test
    void aForgedSequenceNumberSilencesNobody() {
        Buffer forged = encode(SECRET, PULSE).setLong(SEQUENCE_AT, Long.MAX_VALUE);
        assertThat(kind(decode(SECRET, forged))).isEqualTo(Drop.FORGED);
        assertThat(decode(SECRET, encode(SECRET, PULSE))).isEqualTo(heard(PULSE));
    }

    @Test
    void believesNoStranger() {
        Opened opened = codec(B, SECRET).decode(encode(SECRET, PULSE), Collections.<MemberId>emptySet()::contains);
        assertThat(opened).isEqualTo(new Opened.Dropped(Drop.STRANGER, "a"));
    }

    @Test
    void knowsItsOwnEcho() {
        assertThat(codec(A, SECRET).decode(encode(SECRET, PULSE), member -> true))
                .isEqualTo(new Opened.Own());
    }

    @Test
    void noBytesWhateverThrowOrPassTheSeal() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Buffer> originals = messages().map(one -> encode(SECRET, one)).toList();
        for (int i = 0; i < 100_000; i++) {
            Buffer damaged = damaged(originals.get(random.nextInt(originals.size())), random);
            assertThat(decode(SECRET, damaged)).as("seed %d, step %d", seed, i).isNotInstanceOf(Opened.Heard.class);
        }
    }

    @Test
    void noBytesWhateverThrowWithoutASeal() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Buffer> originals =
                messages().map(one -> encode(ClusterSecret.NONE, one)).toList();
        for (int i = 0; i < 100_000; i++) {
            Buffer damaged = damaged(originals.get(random.nextInt(originals.size())), random);
            assertThat(decode(ClusterSecret.NONE, damaged))
                    .as("seed %d, step %d", seed, i)
                    .isNotNull();
        }
    }

    /** Cut off, lengthened, or with some bits turned; never the same. */
    private static Buffer damaged(Buffer original, Random random) {
        Buffer copy = original.copy();
        int choice = random.nextInt(4);
        if (choice == 0) {
            return copy.getBuffer(0, random.nextInt(copy.length()));
        }
        if (choice == 1) {
            byte[] more = new byte[1 + random.nextInt(40)];
            random.nextBytes(more);
            return copy.appendBytes(more);
        }
        int first = random.nextInt(copy.length());
        for (int turned = random.nextInt(4); turned > 0; turned--) {
            int at = random.nextInt(copy.length());
            if (at != first) {
                copy.setByte(at, (byte) random.nextInt());
            }
        }
        return copy.setByte(first, (byte) (copy.getByte(first) ^ 1 << random.nextInt(8)));
    }

    private Drop garbled(int at, int lie) {
        return kind(decode(ClusterSecret.NONE, encode(ClusterSecret.NONE, DELTA).setInt(at, lie)));
    }

    private Opened decode(ClusterSecret secret, Buffer bytes) {
        return codec(B, secret).decode(bytes, A::equals);
    }

    private Buffer encode(ClusterSecret secret, Message message) {
        return codec(A, secret)
                .encode(message, message instanceof Pull pull ? pull.to().value() : "", 1);
    }

    private ReportCodec codec(MemberId self, ClusterSecret secret) {
        return new ReportCodec(self, secret, senders);
    }

    private static Opened heard(Message message) {
        return new Opened.Heard(message);
    }

    private static Drop kind(Opened opened) {
        assertThat(opened).isInstanceOf(Opened.Dropped.class);
        return ((Opened.Dropped) opened).kind();
    }
}
