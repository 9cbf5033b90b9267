package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.ListShape;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Section;
import io.quorate.config.schema.SectionShape;
import io.quorate.config.schema.Shape;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.text.Expect;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Failover;
import io.quorate.core.model.upstream.Panic;
import io.quorate.core.model.upstream.Passive;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The keys of an upstream besides its endpoints and how they are chosen and probed. */
final class UpstreamExtras {
    private static final String LABEL = "[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?";
    private static final Field<String> DNS =
            Field.of("dns", Values.dnsName("dns"), "A name with A or AAAA records, one for each endpoint.");
    private static final Field<String> SRV = Field.of(
            "srv", Values.dnsName("srv"), "A name with SRV records instead, which say ports, weights and backups too.");
    private static final Field<String> SLICES = Field.of(
            "endpointSlices",
            Scalars.text("the name of a Kubernetes service, or namespace/service", "(" + LABEL + "/)?" + LABEL),
            "A Kubernetes service, as SERVICE or NAMESPACE/SERVICE, whose EndpointSlices the API server is asked for.");
    private static final Field<String> PORT = Field.of(
                    "port",
                    Scalars.text("a port number, or the name of a port", LABEL),
                    "The endpoints' port, a number with `dns`; name or number of the slices' port, needed if they have several.")
            .onlyWith(DNS, SLICES);
    private static final Field<Duration> EVERY = Field.of(
                    "every",
                    Scalars.durations("10ms", "24h"),
                    "How long an answer is used, at most; less if its TTL says so.")
            .otherwise("5s")
            .onlyWith(DNS, SRV);
    private static final Field<EndpointAddress> SERVER = Field.of(
                    "server",
                    Values.ENDPOINT_ADDRESS,
                    "The DNS server to ask, alone; absent: those of /etc/resolv.conf.")
            .onlyWith(DNS, SRV);
    static final Field<Discovery> DISCOVER = Field.of(
            "discover",
            SectionShape.of(List.of(DNS, SRV, SLICES, PORT, EVERY, SERVER), UpstreamExtras::discovery)
                    .exactlyOneOf(DNS, SRV, SLICES),
            "More endpoints, which are looked up and followed.");
    static final Field<String> PROTOCOL = Field.of(
                    "protocol",
                    Scalars.words(List.of("http1", "http2", "auto")),
                    "What is spoken to endpoints; auto is by ALPN, and http1 on clear text.")
            .otherwise("http1");

    private static final Field<Integer> PER_ENDPOINT = Field.of(
                    "perEndpoint",
                    Scalars.integers(1, 100_000),
                    "In use to one endpoint at once, at most, over the whole member.")
            .otherwise("256");
    private static final Field<Integer> PENDING = Field.of(
                    "pending",
                    Scalars.integers(0, 1_000_000),
                    "Requests that wait for one, for each endpoint, at most.")
            .otherwise("1024");
    private static final Field<Duration> IDLE =
            Field.of("idle", Values.WAIT, "How long an unused one is kept.").otherwise("60s");
    static final Field<Connections> CONNECTIONS = Field.of(
                    "connections",
                    SectionShape.of(
                            List.of(PER_ENDPOINT, PENDING, IDLE),
                            section -> new Connections(
                                    section.get(PER_ENDPOINT), section.get(PENDING), section.get(IDLE))),
                    "The pool of connections to endpoints.")
            .otherwiseEmpty();
    private static final Shape<Duration> SPAN = Scalars.durations("1s", "24h");
    private static final Field<Integer> CONSECUTIVE = Field.of(
                    "consecutive", Scalars.integers(0, Passive.MOST_CONSECUTIVE), "Failed requests in a row; 0 is off.")
            .otherwise("5");
    private static final Field<Double> SHARE = Field.of(
                    "share",
                    Scalars.PERCENTAGE,
                    "Of the requests within the window, failed, if there were 20 at least; 0% is off.")
            .otherwise("50%");
    private static final Field<Integer> LATENCY = Field.of(
                    "latency",
                    Scalars.integers(0, Passive.MOST_LATENCY),
                    "Times the time to answer of the other endpoints, 2 or more; 0 is off.")
            .otherwise("0");
    private static final Field<Duration> WINDOW =
            Field.of("window", SPAN, "For share and latency.").otherwise("10s");
    private static final Field<Duration> EJECT = Field.of(
                    "eject",
                    SPAN,
                    "For how long the endpoint is left out; a second time for twice as long, and so on up to 30 times.")
            .otherwise("10s");
    private static final Field<Double> MAX_EJECTED = Field.of(
                    "maxEjected", Scalars.PERCENTAGE, "Of the endpoints, at most; 0% is none.")
            .otherwise("50%");
    private static final Field<List<Integer>> STATUSES = Field.of(
                    "statuses",
                    ListShape.of(Scalars.integers(100, 599)),
                    "What counts as failed, besides no whole answer.")
            .otherwise(section ->
                    Values.list(Passive.DEFAULT.statuses().stream().sorted().map(String::valueOf)));
    private static final Field<Passive> PASSIVE = Field.of(
                    "passive",
                    SectionShape.of(
                            List.of(CONSECUTIVE, SHARE, LATENCY, WINDOW, EJECT, MAX_EJECTED, STATUSES),
                            UpstreamExtras::passive),
                    "Leaves out an endpoint that fails requests, on all members, whatever its probes say.")
            .otherwiseEmpty();
    private static final Field<Double> THRESHOLD = Field.of(
                    "threshold", Scalars.PERCENTAGE, "Healthy weight below which it is on; 0% is never.")
            .otherwise("50%");
    private static final Field<String> MODE = Field.of(
                    "mode",
                    Scalars.words(List.of("all", "refuse")),
                    "Whether then all endpoints are used or requests refused.")
            .otherwise("all");
    private static final Field<Panic> PANIC = Field.of(
                    "panic",
                    SectionShape.of(
                            List.of(THRESHOLD, MODE),
                            section -> new Panic(
                                    section.get(THRESHOLD),
                                    Panic.Mode.valueOf(section.get(MODE).toUpperCase(Locale.ROOT)))),
                    "What happens when too few endpoints are left, and no backup.")
            .otherwiseEmpty();
    private static final Field<Duration> SLOW_START = Field.of(
                    "slowStart", Values.WAIT_OR_NONE, "How long an endpoint's share grows after its return; 0s is off.")
            .otherwise("0s");
    private static final Field<String> ZONES = Field.of(
                    "zones",
                    Scalars.words(List.of("all", "own")),
                    "Whether a member uses the endpoints of its own zone alone while enough of them are healthy.")
            .otherwise("all");

    /** In the order of the reference. */
    static final List<Field<?>> FAILOVER = List.of(PASSIVE, PANIC, SLOW_START, ZONES);

    private UpstreamExtras() {}

    static Failover failover(Section section) {
        return new Failover(
                section.get(PASSIVE),
                section.get(PANIC),
                section.get(SLOW_START),
                section.get(ZONES).equals("own"));
    }

    private static Discovery discovery(Section section) {
        Optional<String> port = section.find(PORT);
        Optional<String> slices = section.find(SLICES);
        if (slices.isPresent()) {
            String service = slices.get();
            int slash = service.indexOf('/');
            return new Discovery.Slices(
                    service.substring(0, Math.max(0, slash)), service.substring(slash + 1), port.orElse(""));
        }
        Discovery.Lookup lookup = new Discovery.Lookup(section.get(EVERY), section.find(SERVER));
        Optional<String> name = section.find(DNS);
        if (name.isEmpty()) {
            return new Discovery.Srv(section.get(SRV), lookup);
        }
        Expect.that(
                port.isPresent(), DNS.key(), name.get() + " without port", "port, the number of the endpoints' port");
        return new Discovery.Dns(name.get(), number(port.orElseThrow()), lookup);
    }

    private static int number(String port) {
        Expect.that(port.matches("[0-9]{1,5}"), PORT.key(), port, "a port number, which `dns` needs");
        return Integer.parseInt(port);
    }

    private static Passive passive(Section section) {
        return new Passive(
                section.get(CONSECUTIVE),
                section.get(SHARE),
                section.get(LATENCY),
                section.get(WINDOW),
                section.get(EJECT),
                section.get(MAX_EJECTED),
                Set.copyOf(section.get(STATUSES)));
    }
}
