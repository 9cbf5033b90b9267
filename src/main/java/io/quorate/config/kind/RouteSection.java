package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.ListShape;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Section;
import io.quorate.config.schema.SectionShape;
import io.quorate.core.model.net.HostPattern;
import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.HeaderRules;
import io.quorate.core.model.route.Hedge;
import io.quorate.core.model.route.Retry;
import io.quorate.core.model.route.Rewrite;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.route.RouteAction;
import io.quorate.core.model.route.RouteMatch;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.route.UpstreamHost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What may be said of a route. */
final class RouteSection {
    static final Field<String> NAME = Field.of("name", Values.NAME, "What it is called, once among routes.")
            .required();
    static final Field<List<String>> LISTENERS = Field.of(
                    "listeners", ListShape.of(Values.NAME), "Names of the listeners that it holds for; absent: all.")
            .otherwiseEmpty();
    static final Field<List<HostPattern>> HOSTS = Field.of(
                    "hosts",
                    ListShape.of(Values.HOST),
                    "Host names; *.name stands for every name below it; absent: any.")
            .otherwiseEmpty();
    static final Field<String> PATH = Field.of(
                    "path", Values.ROUTE_PATH, "A prefix by whole segments, or the whole path if `exact` is true.")
            .otherwise("/");
    static final Field<Boolean> EXACT =
            Field.of("exact", Scalars.BOOLEAN, "The path must be equal.").otherwise("false");
    static final Field<List<String>> METHODS = Field.of(
                    "methods", ListShape.of(Values.METHOD), "Methods, in upper case; absent: any.")
            .otherwiseEmpty();
    static final Field<Map<String, String>> HEADERS = Field.of(
                    "headers", Values.HEADERS, "Headers and the value that each must have.")
            .otherwiseEmpty();
    static final Field<String> UPSTREAM =
            Field.of("upstream", Values.NAME, "Name of the upstream that answers; or else `redirect` or `respond`.");
    private static final Field<UpstreamHost> HOST = Field.of(
                    "host",
                    Values.UPSTREAM_HOST,
                    "The Host that the endpoint sees: preserve (the client's), endpoint (its address), or a literal.")
            .otherwise("preserve")
            .onlyWith(UPSTREAM);
    private static final Field<Rewrite> REWRITE = RouteExtras.REWRITE.onlyWith(UPSTREAM);
    private static final Field<HeaderRules> REQUEST_HEADERS = RouteExtras.REQUEST_HEADERS.onlyWith(UPSTREAM);

    private static final Field<Retry> RETRY = RetrySections.RETRY.onlyWith(UPSTREAM);
    private static final Field<Hedge> HEDGE = RetrySections.HEDGE.onlyWith(UPSTREAM);

    static final String CONNECT_UNLESS_GIVEN = "2s";
    static final String RESPONSE_UNLESS_GIVEN = "30s";
    private static final Field<Duration> CONNECT = Field.of(
                    "connect", Values.WAIT, "For a connection to an endpoint, the wait for a free one included.")
            .otherwise(CONNECT_UNLESS_GIVEN);
    private static final Field<Duration> RESPONSE = Field.of(
                    "response", Values.WAIT_OR_NONE, "From the request sent to the head of the response; 0s is none.")
            .otherwise(RESPONSE_UNLESS_GIVEN);
    private static final Field<Duration> IDLE = Field.of(
                    "idle",
                    Values.WAIT_OR_NONE,
                    "Without a byte in either direction once the response has begun; 0s is none.")
            .otherwise("60s");
    private static final Field<Duration> TOTAL = Field.of(
                    "total", Values.WAIT_OR_NONE, "From the request's head to the response's last byte; 0s is none.")
            .otherwise("0s");
    static final SectionShape<RouteTimeouts> TIMEOUTS_SHAPE =
            SectionShape.of(List.of(CONNECT, RESPONSE, IDLE, TOTAL), RouteSection::timeouts);
    static final Field<RouteTimeouts> TIMEOUTS = Field.of("timeouts", TIMEOUTS_SHAPE, "How long one exchange may take.")
            .otherwiseEmpty()
            .onlyWith(UPSTREAM);

    static final SectionShape<Route> SHAPE = SectionShape.of(
                    List.of(
                            NAME,
                            LISTENERS,
                            HOSTS,
                            PATH,
                            EXACT,
                            METHODS,
                            HEADERS,
                            UPSTREAM,
                            RouteExtras.REDIRECT,
                            RouteExtras.RESPOND,
                            HOST,
                            REWRITE,
                            REQUEST_HEADERS,
                            RouteExtras.RESPONSE_HEADERS,
                            TIMEOUTS,
                            RETRY,
                            HEDGE),
                    RouteSection::route)
            .exactlyOneOf(UPSTREAM, RouteExtras.REDIRECT, RouteExtras.RESPOND);

    private RouteSection() {}

    private static Route route(Section section) {
        RouteMatch match = new RouteMatch(
                section.get(HOSTS),
                section.get(PATH),
                section.get(EXACT),
                Set.copyOf(section.get(METHODS)),
                section.get(HEADERS));
        return new Route(
                section.get(NAME),
                section.get(LISTENERS),
                match,
                action(section),
                section.find(REQUEST_HEADERS).orElse(HeaderRules.NONE),
                section.get(RouteExtras.RESPONSE_HEADERS));
    }

    /** One of the three is given, or the section would not have been read. */
    private static RouteAction action(Section section) {
        Optional<RouteAction> own = section.find(RouteExtras.REDIRECT).map(redirect -> redirect);
        return own.or(() -> section.find(RouteExtras.RESPOND)).orElseGet(() -> forward(section));
    }

    private static Forward forward(Section section) {
        return new Forward(
                section.get(UPSTREAM),
                section.get(HOST),
                section.get(REWRITE),
                section.get(TIMEOUTS),
                section.get(RETRY),
                section.get(HEDGE));
    }

    private static RouteTimeouts timeouts(Section section) {
        return new RouteTimeouts(section.get(CONNECT), section.get(RESPONSE), section.get(IDLE), section.get(TOTAL));
    }
}
