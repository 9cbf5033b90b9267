package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.ListShape;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Section;
import io.quorate.config.schema.SectionShape;
import io.quorate.core.model.transport.Connections;
import java.time.Duration;
import java.util.List;

/** The keys of an upstream that nothing acts on yet. */
final class UpstreamExtras {
    private static final Field<String> DNS =
            Field.of("dns", Scalars.TEXT, "A name with A or AAAA records, one for each endpoint.");
    private static final Field<String> SRV = Field.of("srv", Scalars.TEXT, "A name with SRV records instead.");
    static final Field<Section> DISCOVER = Field.of(
                    "discover",
                    SectionShape.of(List.of(
                                    DNS,
                                    SRV,
                                    Field.of("port", Scalars.integers(1, 65_535), "The endpoints' port, with `dns`."),
                                    Field.of("every", Values.WAIT, "How often it is looked up.")))
                            .exactlyOneOf(DNS, SRV),
                    "Endpoints from DNS.")
            .notYet();
    static final Field<String> PROTOCOL = Field.of(
                    "protocol",
                    Scalars.words(List.of("http1", "http2", "auto"), List.of()),
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
    static final Field<Section> PASSIVE = Field.of(
                    "passive",
                    SectionShape.of(List.of(
                            Field.of("consecutive", Scalars.integers(1, 1_000), "Failed requests in a row."),
                            Field.of("window", Values.WAIT, "Within how long."),
                            Field.of("eject", Values.WAIT, "For how long the endpoint is left out."),
                            Field.of("maxEjected", Scalars.PERCENTAGE, "Of the endpoints, at most."),
                            Field.of(
                                    "statuses",
                                    ListShape.of(Scalars.integers(100, 599)),
                                    "What counts as failed, besides no answer."))),
                    "What is learned from requests.")
            .notYet();
    static final Field<Section> PANIC = Field.of(
                    "panic",
                    SectionShape.of(List.of(
                            Field.of(
                                            "threshold",
                                            Scalars.PERCENTAGE,
                                            "Healthy weight below which it is on; 0% is never.")
                                    .notYet("0%"),
                            Field.of(
                                            "mode",
                                            Scalars.words(List.of("all", "refuse"), List.of()),
                                            "Whether then all endpoints are used or requests refused.")
                                    .notYet())),
                    "What happens when too few endpoints are left.")
            .otherwiseEmpty();
    static final Field<Duration> SLOW_START = Field.of(
                    "slowStart", Values.WAIT_OR_NONE, "How long an endpoint's share grows after its return; 0s is off.")
            .notYet("0s");

    private UpstreamExtras() {}
}
