package io.quorate.discovery.dns;

import io.netty.handler.codec.dns.DnsRecordType;
import io.quorate.discovery.dns.Shares.Offer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The endpoints that the SRV records of a name stand for. */
record Services(Addresses addresses) {
    /** So many targets are asked for side by side: more at once would be lost on their way. */
    private static final int AT_ONCE = 16;

    private static final String ROOT = ".";

    Future<Sighting> of(String name, Search search) {
        return search.by(candidate -> addresses.ask(candidate, DnsRecordType.SRV))
                .compose(answer -> answer instanceof Answer.Records records
                        ? targets(name, records)
                        : Future.succeededFuture(Sighting.none(name, answer, "no SRV record")));
    }

    private Future<Sighting> targets(String name, Answer.Records records) {
        if (records.entries().size() > Sighting.MOST) {
            return Future.succeededFuture(
                    Sighting.tooMany(name, records.entries().size(), "SRV records"));
        }
        List<String> targets = services(records).stream()
                .map(Entry.Service::target)
                .filter(target -> !target.equals(ROOT))
                .distinct()
                .toList();
        if (targets.isEmpty()) {
            return Future.succeededFuture(
                    Sighting.failed(name, "its SRV record says that there is none (target \".\")"));
        }
        for (Entry.Service service : services(records)) {
            if (service.port() == 0 && !service.target().equals(ROOT)) {
                return Future.succeededFuture(
                        Sighting.failed(name, "an SRV record with port 0, for " + service.target()));
            }
        }
        Map<String, Answer> found = new LinkedHashMap<>();
        return addresses(records, targets, found).map(done -> sighting(name, records, found));
    }

    /** Asks for targets, a few at a time, until all are found or one cannot be. */
    private Future<Void> addresses(Answer.Records records, List<String> targets, Map<String, Answer> found) {
        if (targets.isEmpty() || found.values().stream().anyMatch(Answer.Broken.class::isInstance)) {
            return Future.succeededFuture();
        }
        int count = Math.min(AT_ONCE, targets.size());
        List<Future<Answer>> asked = new ArrayList<>();
        for (String target : targets.subList(0, count)) {
            asked.add(address(records, target).onSuccess(answer -> found.put(target, answer)));
        }
        return Future.all(asked).compose(done -> addresses(records, targets.subList(count, targets.size()), found));
    }

    /** Records of one name are said whole or not at all (RFC 2181 section 5), also in passing. */
    private Future<Answer> address(Answer.Records records, String target) {
        List<Entry> said = records.additional().stream()
                .filter(entry -> entry.owner().equals(target)
                        && entry.data() instanceof Entry.Address address
                        && address.value().getAddress().length == 4)
                .toList();
        return said.isEmpty()
                ? addresses.of(target)
                : Future.succeededFuture(new Answer.Records(said, List.of(), Reply.smallestTtl(said)));
    }

    private static Sighting sighting(String name, Answer.Records records, Map<String, Answer> found) {
        for (Map.Entry<String, Answer> target : found.entrySet()) {
            if (target.getValue() instanceof Answer.Broken broken) {
                // What it stands for may be there: leaving it out would drop endpoints because DNS is ill.
                return Sighting.failed(name, "target " + target.getKey() + ": " + broken.reason());
            }
        }
        List<Offer> offers = new ArrayList<>();
        long ttl = records.ttl();
        for (Entry.Service service : services(records)) {
            if (found.get(service.target()) instanceof Answer.Records addresses) {
                ttl = Math.min(ttl, addresses.ttl());
                offers.addAll(offers(service, addresses.entries()));
            }
        }
        return offers.isEmpty()
                ? Sighting.failed(name, "no target of its SRV records has an address")
                : Sighting.of(name, offers, ttl);
    }

    /** One for each address, which share the weight of the record. */
    private static List<Offer> offers(Entry.Service service, List<Entry> addresses) {
        double share = (double) service.weight() / addresses.size();
        return addresses.stream()
                .map(entry ->
                        new Offer(((Entry.Address) entry.data()).value(), service.port(), service.priority(), share))
                .toList();
    }

    private static List<Entry.Service> services(Answer.Records records) {
        return records.entries().stream()
                .map(entry -> (Entry.Service) entry.data())
                .toList();
    }
}
