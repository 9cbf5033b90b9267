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
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Balance;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Upstream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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
                    "backup", Scalars.BOOLEAN, "Gets traffic only while no other endpoint can be used.")
            .otherwise("false");
    private static final Shape<Endpoint> ENDPOINT = SectionShape.of(
            List.of(ADDRESS, WEIGHT, ZONE, BACKUP),
            section -> new Endpoint(section.get(ADDRESS), section.get(WEIGHT), section.get(ZONE), section.get(BACKUP)));

    static final Field<List<Endpoint>> ENDPOINTS =
            Field.of("endpoints", ListShape.some(ENDPOINT), "Where requests go.");
    private static final Field<String> BALANCE = Field.of(
                    "balance", Scalars.words(Policies.names()), "How an endpoint is chosen.")
            .otherwise(Policies.DEFAULT);
    private static final Field<Balance.By> BY = Field.of(
                    "by",
                    Scalars.matching(
                            "header:NAME, cookie:NAME, client-ip or path",
                            "header:[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}|cookie:[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}"
                                    + "|client-ip|path",
                            Balance.By::parse),
                    "What the ring goes by: header:NAME, cookie:NAME, client-ip or path.")
            .requiredSomewhere()
            .onlyFor(BALANCE, "ring");
    private static final Field<String> COOKIE = Field.of(
                    "cookie", Scalars.text("a cookie name", "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}"), "Name of the cookie.")
            .required();
    private static final Field<String> STICKY = Field.of(
            "sticky",
            SectionShape.of(List.of(COOKIE), section -> section.get(COOKIE)),
            "Keeps a client at its endpoint; one that is down releases its clients.");
    private static final Field<CheckSpec> CHECK =
            Field.of("check", CheckSection.SHAPE, "How endpoints are probed; absent: they count as up.");

    static final SectionShape<Upstream> SHAPE = SectionShape.of(
                    Stream.concat(
                                    Stream.of(
                                            NAME,
                                            ENDPOINTS,
                                            UpstreamExtras.DISCOVER,
                                            BALANCE,
                                            BY,
                                            STICKY,
                                            UpstreamExtras.PROTOCOL,
                                            TlsSections.UPSTREAM,
                                            UpstreamExtras.CONNECTIONS,
                                            CHECK),
                                    UpstreamExtras.FAILOVER.stream())
                            .toList(),
                    UpstreamSection::upstream)
            .atLeastOneOf(ENDPOINTS, UpstreamExtras.DISCOVER);

    private UpstreamSection() {}

    private static Upstream upstream(Section section) {
        Discovery discovery = section.find(UpstreamExtras.DISCOVER).orElse(Discovery.NONE);
        List<Endpoint> endpoints = section.find(ENDPOINTS).orElse(List.of());
        Transport transport = new Transport(
                Protocol.valueOf(section.get(UpstreamExtras.PROTOCOL).toUpperCase(Locale.ROOT)),
                section.find(TlsSections.UPSTREAM)
                        .map(tls -> endpoints.isEmpty() ? tls.namedAtLeast(discovery.serverName()) : tls)
                        .orElse(EndpointTls.NONE),
                section.get(UpstreamExtras.CONNECTIONS));
        return new Upstream(
                section.get(NAME),
                endpoints,
                new Balance(
                        section.get(BALANCE),
                        section.find(BY).orElse(Balance.By.NOTHING),
                        section.find(STICKY).orElse("")),
                transport,
                section.find(CHECK).orElse(CheckSpec.NONE).over(transport),
                UpstreamExtras.failover(section),
                discovery);
    }
}
