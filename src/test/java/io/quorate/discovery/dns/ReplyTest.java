package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.quorate.core.model.net.IpLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplyTest {
    private static final Entry.Address ONE =
            new Entry.Address(IpLiteral.addressOf("192.0.2.1").orElseThrow());
    private static final Entry.Address SIX =
            new Entry.Address(IpLiteral.addressOf("2001:db8::1").orElseThrow());

    @Test
    void recordsOfTheNameAndTypeAreTheAnswer() {
        Entry wanted = new Entry("shop.test.", 30, ONE);
        Answer answer = reply(wanted, new Entry("shop.test.", 5, SIX)).to("shop.test.", DnsRecordType.A);
        assertThat(answer).isEqualTo(new Answer.Records(List.of(wanted), List.of(), 30));
    }

    @Test
    void recordsOfOtherNamesAreAsIfTheyWereNotThere() {
        assertThat(reply(new Entry("evil.test.", 30, ONE)).to("shop.test.", DnsRecordType.A))
                .isEqualTo(new Answer.Missing(true));
    }

    @Test
    void caseDoesNotMatter() {
        assertThat(reply(new Entry("shop.test.", 30, ONE)).to("Shop.TEST.", DnsRecordType.A))
                .isInstanceOf(Answer.Records.class);
    }

    @Test
    void theSmallestTtlOfRecordsAndAliasesHolds() {
        Reply reply = reply(
                new Entry("b.test.", 50, ONE),
                new Entry("shop.test.", 40, new Entry.Alias("a.test.")),
                new Entry("a.test.", 20, new Entry.Alias("b.test.")));
        assertThat(reply.to("shop.test.", DnsRecordType.A)).isInstanceOfSatisfying(Answer.Records.class, records -> {
            assertThat(records.ttl()).isEqualTo(20);
            assertThat(records.entries()).hasSize(1);
        });
    }

    @Test
    void anAliasOfWhichNothingIsSaidIsToBeAskedFor() {
        assertThat(reply(new Entry("shop.test.", 40, new Entry.Alias("a.test.")))
                        .to("shop.test.", DnsRecordType.A))
                .isEqualTo(new Answer.Elsewhere("a.test.", 40));
    }

    @Test
    void aliasesThatGoRoundInACircleEnd() {
        Reply reply = reply(
                new Entry("shop.test.", 40, new Entry.Alias("a.test.")),
                new Entry("a.test.", 40, new Entry.Alias("shop.test.")));
        assertThat(reply.to("shop.test.", DnsRecordType.A)).isEqualTo(Reply.ENDLESS);
    }

    @Test
    void noMoreThanEightAliasesAreFollowed() {
        List<Entry> chain = new ArrayList<>(List.of(new Entry("c9.test.", 40, ONE)));
        for (int i = 0; i < 9; i++) {
            chain.add(new Entry("c" + i + ".test.", 40, new Entry.Alias("c" + (i + 1) + ".test.")));
        }
        Reply reply = new Reply(DnsResponseCode.NOERROR, false, chain, List.of());
        assertThat(reply.to("c0.test.", DnsRecordType.A)).isEqualTo(Reply.ENDLESS);
        assertThat(reply.to("c1.test.", DnsRecordType.A)).isInstanceOf(Answer.Records.class);
    }

    @Test
    void anAliasOfANameThatDoesNotExistIsMissing() {
        Reply reply = new Reply(
                DnsResponseCode.NXDOMAIN,
                false,
                List.of(new Entry("shop.test.", 40, new Entry.Alias("a.test."))),
                List.of());
        assertThat(reply.to("shop.test.", DnsRecordType.A)).isEqualTo(new Answer.Missing(false));
    }

    @Test
    void readsServicesWithTheirTargets() {
        byte[] bytes = {0, 1, 0, 2, 0x1f, (byte) 0x90, 1, 'A', 4, 't', 'e', 's', 't', 0};
        assertThat(read(message(DnsRecordType.SRV, 9, bytes)).orElseThrow().answers())
                .containsExactly(new Entry("shop.test.", 9, new Entry.Service(1, 2, 8080, "a.test.")));
    }

    @Test
    void aTtlWithTheTopBitSetIsZero() {
        byte[] bytes = {(byte) 192, 0, 2, 1};
        assertThat(read(message(DnsRecordType.A, 0xffffffffL, bytes))
                        .orElseThrow()
                        .answers())
                .containsExactly(new Entry("shop.test.", 0, ONE));
    }

    @Test
    void malformedRecordsAreNoReply() {
        assertThat(read(message(DnsRecordType.A, 1, new byte[3]))).isEmpty();
        assertThat(read(message(DnsRecordType.A, 1, new byte[16]))).isEmpty();
        assertThat(read(message(DnsRecordType.AAAA, 1, new byte[4]))).isEmpty();
        assertThat(read(message(DnsRecordType.SRV, 1, new byte[6]))).isEmpty();
        assertThat(read(message(DnsRecordType.SRV, 1, new byte[] {0, 0, 0, 0, 0, 80, 63, 'a'})))
                .isEmpty();
        assertThat(read(message(DnsRecordType.CNAME, 1, new byte[] {63}))).isEmpty();
    }

    @Test
    void whateverBytesARecordHoldsItIsReadOrRefused() {
        long seed = 20_260_704;
        Random random = new Random(seed);
        List<DnsRecordType> types =
                List.of(DnsRecordType.A, DnsRecordType.AAAA, DnsRecordType.CNAME, DnsRecordType.SRV, DnsRecordType.TXT);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            DnsRecordType type = types.get(random.nextInt(types.size()));
            read(message(type, random.nextInt(), bytes)).ifPresent(reply -> {
                assertThat(reply.answers()).as("seed %d", seed).allMatch(entry -> entry.ttl() >= 0);
                assertThat(reply.to("shop.test.", DnsRecordType.A)).isNotNull();
            });
        }
    }

    private static Reply reply(Entry... answers) {
        return new Reply(DnsResponseCode.NOERROR, false, List.of(answers), List.of());
    }

    private static Optional<Reply> read(DnsResponse message) {
        try {
            return Reply.of(message);
        } finally {
            message.release();
        }
    }

    private static DnsResponse message(DnsRecordType type, long ttl, byte[] content) {
        return new DefaultDnsResponse(1)
                .addRecord(
                        DnsSection.ANSWER,
                        new DefaultDnsRawRecord(
                                "Shop.test.", type, ttl & 0xffffffffL, Unpooled.wrappedBuffer(content)));
    }
}
