package io.quorate.discovery.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One message of a DNS server, as far as it matters here. Only records of the name that was asked count, or of one that it is an
 * alias of: whatever else the message holds is as if it were not there.
 */
record Reply(DnsResponseCode code, boolean truncated, List<Entry> answers, List<Entry> additional) {
    /** So many names may stand for each other in a row. */
    static final int MOST_ALIASES = 8;

    static final Answer.Broken ENDLESS =
            new Answer.Broken("its aliases go round in a circle, or are more than " + MOST_ALIASES, false);

    private static final int INTERNET = 1;
    private static final int SERVICE_BYTES = 6;
    /** Greater values have the top bit set, and mean 0 (RFC 2181 section 8). */
    private static final long LONGEST_TTL = Integer.MAX_VALUE;

    Reply {
        answers = List.copyOf(answers);
        additional = List.copyOf(additional);
    }

    /** Copies what it needs, so the message can be released; empty if a record in it is malformed. */
    static Optional<Reply> of(DnsResponse message) {
        try {
            return Optional.of(new Reply(
                    message.code(),
                    message.isTruncated(),
                    entries(message, DnsSection.ANSWER),
                    entries(message, DnsSection.ADDITIONAL)));
        } catch (CorruptedFrameException | IndexOutOfBoundsException | UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** What it says to the question for records of that type, A, AAAA or SRV; the name ends in a dot. */
    Answer to(String name, DnsRecordType type) {
        String owner = name.toLowerCase(Locale.ROOT);
        long ttl = LONGEST_TTL;
        for (int hops = 0; hops <= MOST_ALIASES; hops++) {
            List<Entry> found = of(owner, type);
            if (!found.isEmpty()) {
                return new Answer.Records(found, additional, Math.min(ttl, smallestTtl(found)));
            }
            Optional<Entry> alias = aliasOf(owner);
            if (alias.isEmpty()) {
                return hops == 0 || code.equals(DnsResponseCode.NXDOMAIN)
                        ? new Answer.Missing(!code.equals(DnsResponseCode.NXDOMAIN))
                        : new Answer.Elsewhere(owner, ttl);
            }
            ttl = Math.min(ttl, alias.get().ttl());
            owner = ((Entry.Alias) alias.get().data()).target();
        }
        return ENDLESS;
    }

    /** The smallest of all of them. */
    static long smallestTtl(List<Entry> entries) {
        return entries.stream().mapToLong(Entry::ttl).min().orElse(LONGEST_TTL);
    }

    private List<Entry> of(String owner, DnsRecordType type) {
        return answers.stream()
                .filter(entry -> entry.owner().equals(owner) && isOf(entry.data(), type))
                .toList();
    }

    private Optional<Entry> aliasOf(String owner) {
        return answers.stream()
                .filter(entry -> entry.owner().equals(owner) && entry.data() instanceof Entry.Alias)
                .findFirst();
    }

    private static boolean isOf(Entry.Data data, DnsRecordType type) {
        if (data instanceof Entry.Address address) {
            boolean six = address.value().getAddress().length > 4;
            return type.equals(six ? DnsRecordType.AAAA : DnsRecordType.A);
        }
        return data instanceof Entry.Service && type.equals(DnsRecordType.SRV);
    }

    private static List<Entry> entries(DnsResponse message, DnsSection section) throws UnknownHostException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < message.count(section); i++) {
            DnsRecord record = message.recordAt(section, i);
            // Of an OPT record (RFC 6891) the class is something else.
            if (record instanceof DnsRawRecord raw && raw.dnsClass() == INTERNET) {
                Optional<Entry.Data> data = data(raw.type(), raw.content().duplicate());
                long ttl = raw.timeToLive() > LONGEST_TTL ? 0 : raw.timeToLive();
                data.ifPresent(
                        each -> entries.add(new Entry(raw.name().toLowerCase(Locale.ROOT), Math.max(0, ttl), each)));
            }
        }
        return entries;
    }

    private static Optional<Entry.Data> data(DnsRecordType type, ByteBuf content) throws UnknownHostException {
        if (type.equals(DnsRecordType.A)) {
            return Optional.of(new Entry.Address(address(content, 4)));
        }
        if (type.equals(DnsRecordType.AAAA)) {
            return Optional.of(new Entry.Address(address(content, 16)));
        }
        if (type.equals(DnsRecordType.CNAME)) {
            return Optional.of(new Entry.Alias(name(content)));
        }
        if (type.equals(DnsRecordType.SRV)) {
            if (content.readableBytes() <= SERVICE_BYTES) {
                throw new CorruptedFrameException("an SRV record without a target");
            }
            return Optional.of(new Entry.Service(
                    content.readUnsignedShort(),
                    content.readUnsignedShort(),
                    content.readUnsignedShort(),
                    name(content)));
        }
        return Optional.empty();
    }

    private static InetAddress address(ByteBuf content, int length) throws UnknownHostException {
        if (content.readableBytes() != length) {
            throw new CorruptedFrameException("an address of " + content.readableBytes() + " bytes");
        }
        byte[] bytes = new byte[length];
        content.readBytes(bytes);
        return InetAddress.getByAddress(bytes);
    }

    private static String name(ByteBuf content) {
        return DefaultDnsRecordDecoder.decodeName(content).toLowerCase(Locale.ROOT);
    }
}
