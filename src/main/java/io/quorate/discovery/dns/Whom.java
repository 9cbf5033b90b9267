package io.quorate.discovery.dns;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.net.IpLiteral;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who is asked: the servers of this machine, or one that the config names. That one is asked for the name as it stands:
 * neither the search list nor {@code /etc/hosts} of this machine are about it.
 *
 * @param machine how names are looked up on this machine
 */
record Whom(Addresses machine, Optional<EndpointAddress> server) {
    SearchList search() {
        return server.isPresent() ? SearchList.NONE : machine.machine().search();
    }

    /** Puts the question to them. A server that has a name of its own is looked up first, on this machine. */
    Future<Sighting> ask(String name, Function<Addresses, Future<Sighting>> question) {
        if (server.isEmpty()) {
            return question.apply(machine);
        }
        EndpointAddress named = server.get();
        Optional<InetAddress> literal = IpLiteral.addressOf(named.host());
        if (literal.isPresent()) {
            return question.apply(asking(List.of(literal.get())));
        }
        Search search = new Search(machine.machine().search().candidates(named.host()));
        return machine.of(named.host(), search)
                .compose(answer -> answer instanceof Answer.Records records
                        ? question.apply(asking(records.entries().stream()
                                .map(entry -> ((Entry.Address) entry.data()).value())
                                .toList()))
                        : Future.succeededFuture(
                                Sighting.none(name + ": its server " + named.host(), answer, "no A or AAAA record")));
    }

    private Addresses asking(List<InetAddress> hosts) {
        int port = server.orElseThrow().port();
        List<InetSocketAddress> servers =
                hosts.stream().map(host -> new InetSocketAddress(host, port)).toList();
        return new Addresses(machine.asker(), Machine.asking(servers));
    }
}
