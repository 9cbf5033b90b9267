package io.quorate.discovery.dns;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.discovery.Finder;
import io.quorate.discovery.Finders;
import io.quorate.discovery.Finding;
import io.quorate.discovery.dns.Shares.Offer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds endpoints by DNS: {@link Discovery.Dns} and {@link Discovery.Srv}.
 *
 * <p>What an answer says is believed, as long as it answers what was asked: which addresses a name may have, link-local and
 * loopback ones among them, is up to whoever wrote that name into the config, and who answers for it. Not believed, so that what
 * was found before stays: answers that are malformed or cut, that lead round in a circle, name more than
 * {@value Sighting#MOST} endpoints, port 0, or an address that no host has (unspecified, as blocking resolvers give, multicast,
 * reserved). Passed over: records of other names, and referrals to other servers. A stranger who forges an answer must guess a
 * query id and a port that is new for each question; nothing is signed.
 */
public final class DnsFinders implements Finders {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final VertxInternal vertx;
    private final Machine machine;
    private final Duration patience;

    /** Asks whom this machine asks. Reads {@code /etc/resolv.conf} and {@code /etc/hosts} here and now. */
    public DnsFinders(Vertx vertx) {
        this(vertx, Machine.here(), PATIENCE);
    }

    DnsFinders(Vertx vertx, Machine machine, Duration patience) {
        this.vertx = (VertxInternal) vertx;
        this.machine = machine;
        this.patience = patience;
    }

    /**
     * Begins to look by DNS.
     *
     * @throws IllegalArgumentException if it is not to be found by DNS
     */
    @Override
    public Finder find(Discovery wanted, Consumer<Finding> told) {
        if (wanted instanceof Discovery.Dns dns) {
            return find(
                    dns.name(),
                    dns.lookup(),
                    told,
                    (addresses, search) -> addresses.of(dns.name(), search).map(answer -> sighting(dns, answer)));
        }
        if (wanted instanceof Discovery.Srv srv) {
            return find(
                    srv.name(),
                    srv.lookup(),
                    told,
                    (addresses, search) -> new Services(addresses).of(srv.name(), search));
        }
        throw Expect.refusal("discovery", wanted, "DNS");
    }

    private Finder find(String name, Discovery.Lookup lookup, Consumer<Finding> told, Question question) {
        ContextInternal context = vertx.getOrCreateContext();
        Asker asker = new Asker(context, vertx.transport(), patience);
        Whom whom = new Whom(new Addresses(asker, machine), lookup.server());
        Search search = new Search(whom.search().candidates(name));
        DnsFinder finder = new DnsFinder(
                context,
                asker,
                new Rhythm(lookup.every()),
                () -> whom.ask(name, addresses -> question.about(addresses, search)),
                told);
        finder.begin();
        return finder;
    }

    private static Sighting sighting(Discovery.Dns dns, Answer answer) {
        if (!(answer instanceof Answer.Records records)) {
            return Sighting.none(dns.name(), answer, "no A or AAAA record");
        }
        List<Offer> offers = records.entries().stream()
                .map(entry -> new Offer(((Entry.Address) entry.data()).value(), dns.port(), 0, 1))
                .toList();
        // Of one said twice the weights would add up.
        return Sighting.of(dns.name(), List.copyOf(new LinkedHashSet<>(offers)), records.ttl());
    }

    /** What is looked up each time. */
    @FunctionalInterface
    private interface Question {
        Future<Sighting> about(Addresses addresses, Search search);
    }
}
