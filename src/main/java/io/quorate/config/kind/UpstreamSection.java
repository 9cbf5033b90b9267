package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.ListShape;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Section;
import io.quorate.config.schema.SectionShape;
import io.quorate.config.schema.Shape;
import io.quorate.core.balance.Policies;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Balance;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Upstream;
import java.util.List;

/** What may be said of an upstream. */
final class UpstreamSection {
    static final Field<String> NAME = Field.of("name", Values.NAME, "What it is called, once among upstreams.")
            .required();

    private static final Field<EndpointAddress> ADDRESS =
            Field.of("address", Values.ENDPOINT_ADDRESS, "host:port.").required();
    private static final Field<Integer> WEIGHT = Field.of(
                    "weight",
                    Scalars.integers(0, Endpoint.MAX_WEIGHT),
                    "Share of the traffic relative to the others; 0 is probed but gets none.")
            .otherwise("1");
    private static final Field<String> ZONE =
            Field.of("zone", Scalars.TEXT, "Where it runs.").otherwise("");
    private static final Field<Boolean> BACKUP = Field.of(
                    "backup", Scalars.BOOLEAN, "Gets traffic only where all others are down.")
            .notYet("false");
    private static final Shape<Endpoint> ENDPOINT = SectionShape.of(
            List.of(ADDRESS, WEIGHT, ZONE, BACKUP),
            section -> new Endpoint(section.get(ADDRESS), section.get(WEIGHT), section.get(ZONE)));

    static final Field<List<Endpoint>> ENDPOINTS =
            Field.of("endpoints", ListShape.some(ENDPOINT), "Where requests go.");
    private static final Field<String> BALANCE =
            Field.of("balance", policies(), "How an endpoint is chosen.").otherwise(Policies.DEFAULT);
    private static final Field<CheckSpec> CHECK =
            Field.of("check", CheckSection.SHAPE, "How endpoints are probed; absent: they count as up.");

    static final SectionShape<Upstream> SHAPE = SectionShape.of(
                    List.of(
                            NAME,
                            ENDPOINTS,
                            UpstreamExtras.DISCOVER,
                            BALANCE,
                            UpstreamExtras.BY,
                            UpstreamExtras.STICKY,
                            UpstreamExtras.PROTOCOL,
                            TlsSections.UPSTREAM,
                            UpstreamExtras.CONNECTIONS,
                            CHECK,
                            UpstreamExtras.PASSIVE,
                            UpstreamExtras.PANIC,
                            UpstreamExtras.SLOW_START),
                    UpstreamSection::upstream)
            .atLeastOneOf(ENDPOINTS, UpstreamExtras.DISCOVER);

    private UpstreamSection() {}

    private static Shape<String> policies() {
        List<String> known = List.of("least-requests", "round-robin", "two-choices", "random", "ring");
        return Scalars.words(
                known,
                known.stream().filter(word -> !Policies.names().contains(word)).toList());
    }

    private static Upstream upstream(Section section) {
        Transport transport = Transport.DEFAULT;
        return new Upstream(
                section.get(NAME),
                section.get(ENDPOINTS),
                Balance.of(section.get(BALANCE)),
                transport,
                section.find(CHECK).orElse(CheckSpec.NONE).over(transport));
    }
}
