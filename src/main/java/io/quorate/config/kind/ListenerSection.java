package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.ListShape;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Section;
import io.quorate.config.schema.SectionShape;
import io.quorate.core.model.listen.Limits;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.listen.ListenerTimeouts;
import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.net.Cidr;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.model.transport.ListenerTls;
import java.time.Duration;
import java.util.List;

/** What may be said of a listener. */
final class ListenerSection {
    static final Field<String> NAME = Field.of("name", Values.NAME, "What it is called, once among listeners.")
            .required();
    private static final Field<ListenAddress> ADDRESS = Field.of(
                    "address", Values.LISTEN_ADDRESS, "Where to bind, host:port; port 0 picks a free one.")
            .requiredSomewhere();
    private static final Field<Boolean> HTTP2 = Field.of(
                    "http2", Scalars.BOOLEAN, "HTTP/2: by ALPN on a listener with TLS, on clear text only with h2c.")
            .otherwise("true");
    private static final Field<Boolean> H2C = Field.of(
                    "h2c",
                    Scalars.BOOLEAN,
                    "HTTP/2 on clear text, for clients that begin with it; not where http2 is false.")
            .otherwise("false");
    private static final Field<List<Cidr>> TRUSTED_PROXIES = Field.of(
                    "trustedProxies",
                    ListShape.of(Values.BLOCK),
                    "Peers whose Forwarded and X-Forwarded-* are believed, as addresses or CIDR blocks.")
            .otherwiseEmpty();
    private static final Field<Boolean> PROXY_PROTOCOL = Field.of(
                    "proxyProtocol",
                    Scalars.BOOLEAN,
                    "Every connection begins with a header of the PROXY protocol, version 1 or 2.")
            .otherwise("false");
    private static final Field<Boolean> REPORT_VIEW = Field.of(
                    "reportView",
                    Scalars.BOOLEAN,
                    "Responses carry x-quorate-view, x-quorate-endpoint and x-quorate-attempts.")
            .otherwise("false");

    private static final Field<Long> LINE = Field.of("line", Scalars.sizes("64B", "1MiB"), "The request line, at most.")
            .otherwise("8KiB");
    private static final Field<Long> HEADERS = Field.of(
                    "headers", Scalars.sizes("256B", "1MiB"), "The header section of a request, at most.")
            .otherwise("32KiB");
    private static final Field<Long> BODY = Field.of(
                    "body", Scalars.sizes("0", "1000000GiB"), "The body of a request, at most; 0 is unlimited.")
            .otherwise("0");
    private static final Field<Integer> CONNECTIONS = Field.of(
                    "connections", Scalars.integers(1, 10_000_000), "Connections open at once, at most.")
            .otherwise("20000");
    private static final Field<Limits> LIMITS = Field.of(
                    "limits",
                    SectionShape.of(List.of(LINE, HEADERS, BODY, CONNECTIONS), ListenerSection::limits),
                    "What is taken at most.")
            .otherwiseEmpty();

    private static final Field<Duration> HEAD = Field.of(
                    "head", Values.WAIT, "From the first byte of a request, or the connection, to the end of its head.")
            .otherwise("10s");
    private static final Field<Duration> IDLE = Field.of(
                    "idle", Values.WAIT, "For the next request on a connection that is kept open.")
            .otherwise("75s");
    static final SectionShape<ListenerTimeouts> TIMEOUTS_SHAPE =
            SectionShape.of(List.of(HEAD, IDLE), section -> new ListenerTimeouts(section.get(HEAD), section.get(IDLE)));
    private static final Field<ListenerTimeouts> TIMEOUTS =
            Field.of("timeouts", TIMEOUTS_SHAPE, "How long it waits.").otherwiseEmpty();

    static final SectionShape<Listener> SHAPE = SectionShape.of(
            List.of(
                    NAME,
                    ADDRESS,
                    HTTP2,
                    H2C,
                    TlsSections.LISTENER,
                    TRUSTED_PROXIES,
                    PROXY_PROTOCOL,
                    LIMITS,
                    TIMEOUTS,
                    REPORT_VIEW),
            ListenerSection::listener);

    private ListenerSection() {}

    private static Listener listener(Section section) {
        return new Listener(
                section.get(NAME),
                section.get(ADDRESS),
                new Protocols(section.get(HTTP2), section.get(H2C), section.get(PROXY_PROTOCOL)),
                section.find(TlsSections.LISTENER).orElse(ListenerTls.NONE),
                section.get(TRUSTED_PROXIES),
                section.get(LIMITS),
                section.get(TIMEOUTS),
                section.get(REPORT_VIEW));
    }

    private static Limits limits(Section section) {
        return new Limits(
                Math.toIntExact(section.get(LINE)),
                Math.toIntExact(section.get(HEADERS)),
                section.get(BODY),
                section.get(CONNECTIONS));
    }
}
