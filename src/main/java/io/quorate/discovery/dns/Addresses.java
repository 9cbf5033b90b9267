package io.quorate.discovery.dns;

import io.netty.handler.codec.dns.DnsRecordType;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/**
 * The addresses of a name. A host with both kinds must not count twice, and all members should see it at the same address, so
 * IPv6 is used only where it is known that there is no IPv4.
 */
record Addresses(Asker asker, Machine machine) {
    /** Records of A, else of AAAA. The name ends in a dot. */
    Future<Answer> of(String name) {
        Future<Answer> four = ask(name, DnsRecordType.A);
        Future<Answer> six = ask(name, DnsRecordType.AAAA);
        return four.compose(answer -> answer instanceof Answer.Records
                ? Future.succeededFuture(answer)
                : six.map(other -> chosen(answer, other)));
    }

    /** The same of a name as people write it, which the machine may know by itself. */
    Future<Answer> of(String name, Search search) {
        List<InetAddress> known = machine.hosts().apply(name);
        return known.isEmpty() ? search.by(this::of) : Future.succeededFuture(knownAs(name, known));
    }

    /** Records of one type. The name ends in a dot. */
    Future<Answer> ask(String name, DnsRecordType type) {
        return asker.ask(name, type, machine);
    }

    /** What is known of a name from what came of the question for A and of that for AAAA. */
    static Answer chosen(Answer four, Answer six) {
        if (four instanceof Answer.Records || four instanceof Answer.Broken) {
            return four;
        }
        boolean nameExists = four.equals(new Answer.Missing(true)) || six.equals(new Answer.Missing(true));
        return six instanceof Answer.Missing ? new Answer.Missing(nameExists) : six;
    }

    private static Answer knownAs(String name, List<InetAddress> known) {
        boolean four = known.stream().anyMatch(each -> each.getAddress().length == 4);
        List<Entry> entries = known.stream()
                .filter(each -> (each.getAddress().length == 4) == four)
                .map(each -> new Entry(name, Long.MAX_VALUE, new Entry.Address(each)))
                .toList();
        return new Answer.Records(entries, List.of(), Long.MAX_VALUE);
    }
}
