package io.quorate.config.kind;

import io.quorate.config.schema.MapShape;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Shape;
import io.quorate.config.tree.Node;
import io.quorate.config.tree.Place;
import io.quorate.core.model.check.StatusRange;
import io.quorate.core.model.net.Cidr;
import io.quorate.core.model.net.DnsName;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.net.HostPattern;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.model.route.ReservedFields;
import io.quorate.core.model.route.UpstreamHost;
import io.quorate.core.model.text.Expect;
import io.quorate.core.routing.RequestTarget;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The scalars that several kinds share. */
final class Values {
    static final Shape<String> NAME = Scalars.matching(
            "a name of letters, digits, . _ -, at most 128",
            "[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?",
            name -> name);
    static final Shape<ListenAddress> LISTEN_ADDRESS = Scalars.parsed("host:port or [ipv6]:port", ListenAddress::parse);
    static final Shape<EndpointAddress> ENDPOINT_ADDRESS =
            Scalars.parsed("host:port or [ipv6]:port", EndpointAddress::parse);
    static final Shape<Cidr> BLOCK = Scalars.parsed("an IP address or a CIDR block such as 10.0.0.0/8", Cidr::parse);
    static final Shape<HostPattern> HOST =
            Scalars.parsed("a host name without a port, or *. and a host name", HostPattern::parse);
    static final Shape<UpstreamHost> UPSTREAM_HOST =
            Scalars.parsed("preserve, endpoint, or a host name", Values::upstreamHost);
    static final Shape<String> METHOD =
            Scalars.matching("an HTTP method in upper case such as GET", "[A-Z][A-Z0-9_-]{0,31}", method -> method);
    static final Shape<StatusRange> STATUSES = Scalars.numberOrText(
            "a status or a range within 100-599 such as 200-299",
            "[1-5][0-9]{2}(-[1-5][0-9]{2})?",
            100,
            599,
            StatusRange::parse);
    static final Shape<String> ROUTE_PATH = Scalars.parsed("a path that starts with /, without a query", Values::path);
    static final Shape<String> CHECK_PATH =
            Scalars.matching("a path that starts with / and has no space", "/[\\x21\\x22\\x24-\\x7E]*", path -> path);
    private static final Shape<String> PRINTABLE = Scalars.text("printable ASCII", "[\\x20-\\x7E\\t]*");

    static final Shape<Map<String, String>> HEADERS = new MapShape<>(headerName(name -> {}), PRINTABLE);
    /** Of an answer of our own: not what frames it. */
    static final Shape<Map<String, String>> OWN_HEADERS = new MapShape<>(headerName(ReservedFields::check), PRINTABLE);
    /** A bound that is always there. */
    static final Shape<Duration> WAIT = Scalars.durations("1ms", "24h");
    /** A bound that may be off. */
    static final Shape<Duration> WAIT_OR_NONE = Scalars.durations("0s", "24h");

    private Values() {}

    /** As if a config listed these words. */
    static Node list(Stream<String> words) {
        List<Node> items =
                words.<Node>map(word -> new Node.Text(Place.NOWHERE, word)).toList();
        return new Node.Items(Place.NOWHERE, items);
    }

    /** A name that DNS is asked for, as the value of that key. */
    static Shape<String> dnsName(String key) {
        return Scalars.parsed("a DNS name", text -> DnsName.parse(key, text));
    }

    /** Names of header fields, in lower case, less those that the check refuses. */
    static Shape<String> headerName(Consumer<String> check) {
        return Scalars.matching("a header name", "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}", name -> {
            String lower = name.toLowerCase(Locale.ROOT);
            check.accept(lower);
            return lower;
        });
    }

    private static UpstreamHost upstreamHost(String text) {
        return switch (text) {
            case "preserve" -> UpstreamHost.PRESERVE;
            case "endpoint" -> UpstreamHost.ENDPOINT;
            default -> UpstreamHost.literal(text);
        };
    }

    /** Requests are matched by their normal path, so that a route with any other would never match. */
    private static String path(String text) {
        Expect.that(text.indexOf('?') < 0, "path", text, "a path that starts with /, without a query");
        String normal =
                RequestTarget.parse(text).map(RequestTarget::path).orElse("a path that starts with /, without a query");
        Expect.that(text.equals(normal), "path", text, normal);
        return text;
    }
}
