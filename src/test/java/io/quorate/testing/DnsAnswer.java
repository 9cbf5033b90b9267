package io.quorate.testing;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a {@link DnsServer} says to a question, and how. */
public record DnsAnswer(
        DnsResponseCode code,
        List<DnsLine> answers,
        List<DnsLine> authority,
        List<DnsLine> additional,
        Manner manner,
        Duration delay) {
    /** Ways to answer. */
    public enum Manner {
        AS_IT_SHOULD,
        /** Not at all. */
        SILENT,
        /** Cut to the first record, unless it is asked over TCP. */
        CUT,
        /** With an id that nobody asked with. */
        WRONG_ID,
        /** With the question of somebody else. */
        WRONG_QUESTION,
        /** With bytes that are no message but begin with the id. */
        GARBAGE
    }

    public DnsAnswer {
        answers = List.copyOf(answers);
        authority = List.copyOf(authority);
        additional = List.copyOf(additional);
    }

    public static DnsAnswer of(DnsLine... answers) {
        return of(List.of(answers));
    }

    public static DnsAnswer of(List<DnsLine> answers) {
        return new DnsAnswer(
                DnsResponseCode.NOERROR, answers, List.of(), List.of(), Manner.AS_IT_SHOULD, Duration.ZERO);
    }

    /** One A record for each address. */
    public static DnsAnswer a(long ttl, String... addresses) {
        return of(Stream.of(addresses)
                .map(address -> new DnsLine("", DnsRecordType.A, ttl, address))
                .toList());
    }

    /** One AAAA record for each address. */
    public static DnsAnswer aaaa(long ttl, String... addresses) {
        return of(Stream.of(addresses)
                .map(address -> new DnsLine("", DnsRecordType.AAAA, ttl, address))
                .toList());
    }

    /** One SRV record for each {@code priority weight port target}. */
    public static DnsAnswer srv(long ttl, String... services) {
        return of(Stream.of(services)
                .map(service -> new DnsLine("", DnsRecordType.SRV, ttl, service))
                .toList());
    }

    public static DnsAnswer cname(long ttl, String target) {
        return of(new DnsLine("", DnsRecordType.CNAME, ttl, target));
    }

    /** The name is there, such records are not. */
    public static DnsAnswer empty() {
        return of();
    }

    public static DnsAnswer failing(DnsResponseCode code) {
        return new DnsAnswer(code, List.of(), List.of(), List.of(), Manner.AS_IT_SHOULD, Duration.ZERO);
    }

    public static DnsAnswer silent() {
        return empty().in(Manner.SILENT);
    }

    public DnsAnswer in(Manner other) {
        return new DnsAnswer(code, answers, authority, additional, other, delay);
    }

    public DnsAnswer after(Duration other) {
        return new DnsAnswer(code, answers, authority, additional, manner, other);
    }

    /** The same with a record more in its answers. */
    public DnsAnswer and(DnsLine line) {
        List<DnsLine> more = new ArrayList<>(answers);
        more.add(line);
        return new DnsAnswer(code, more, authority, additional, manner, delay);
    }

    public DnsAnswer withAuthority(DnsLine... lines) {
        return new DnsAnswer(code, answers, List.of(lines), additional, manner, delay);
    }

    public DnsAnswer withAdditional(DnsLine... lines) {
        return new DnsAnswer(code, answers, authority, List.of(lines), manner, delay);
    }
}
