package io.quorate.core.model;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.quorate.core.model.check.Approach;
import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.check.Expectation;
import io.quorate.core.model.check.HttpCheck;
import io.quorate.core.model.check.StatusRange;
import io.quorate.core.model.check.Thresholds;
import io.quorate.core.model.check.Timing;
import io.quorate.core.model.listen.Limits;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.listen.ListenerTimeouts;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.route.RouteMatch;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.route.UpstreamHost;
import io.quorate.core.model.upstream.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each value refuses what it cannot be, and takes what is just within. */
class ValueChecksTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofHours(24);
    private static final String LONGEST_NAME = "n".repeat(128);

    @ParameterizedTest(name = "{0}")
    @MethodSource({"endpoints", "names", "numbers", "spans", "http", "paths", "patterns"})
    void refusesAndSaysWhat(String message, ThrowingCallable creation) {
        assertThatIllegalArgumentException().isThrownBy(creation).withMessage(message);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void takesWhatIsJustWithin(ThrowingCallable creation) {
        assertThatNoException().isThrownBy(creation);
    }

    private static Stream<Arguments> endpoints() {
        return Stream.of(
                refused("port: 0 (expected: 1 to 65535)", () -> new EndpointAddress("a", 0)),
                refused("port: 65536 (expected: 1 to 65535)", () -> new EndpointAddress("a", 65_536)),
                refused("port: -1 (expected: 0 to 65535)", () -> new ListenAddress("a", -1)),
                refused("port: 65536 (expected: 0 to 65535)", () -> new ListenAddress("a", 65_536)),
                refused("host: a b (expected: a DNS name or an IP address)", () -> new EndpointAddress("a b", 1)),
                refused("host: a b (expected: a DNS name or an IP address)", () -> new ListenAddress("a b", 1)),
                refused("weight: -1 (expected: 0 to 1000)", () -> endpoint(-1)),
                refused("weight: 1001 (expected: 0 to 1000)", () -> endpoint(1_001)),
                refused("member id:   (expected: not blank)", () -> new MemberId(" ")),
                refused("fingerprint:  (expected: not empty)", () -> new TargetId(EndpointAddress.parse("a:1"), "")));
    }

    private static Stream<Arguments> names() {
        String rule = " (expected: letters, digits, . _ -, at most 128)";
        Endpoint one = Samples.endpoint("a:1");
        return Stream.of(
                refused("upstream name: " + rule, () -> Samples.upstream("")),
                refused("upstream name: a/b" + rule, () -> Samples.upstream("a/b")),
                refused("upstream name: a\n" + rule, () -> Samples.upstream("a\n")),
                refused("upstream name: -a" + rule, () -> Samples.upstream("-a")),
                refused("upstream name: a." + rule, () -> Samples.upstream("a.")),
                refused("upstream name: n" + LONGEST_NAME + rule, () -> Samples.upstream("n" + LONGEST_NAME)),
                refused("route name: é" + rule, () -> route("é")),
                refused("listener name: a b" + rule, () -> listener("a b")),
                refused("address: a:1 (expected: once in an upstream)", () -> Samples.upstream("u", one, one)));
    }

    private static Stream<Arguments> numbers() {
        return Stream.of(
                refused("port: -1 (expected: 1 to 65535)", () -> check(-1, 1)),
                refused("port: 65536 (expected: 1 to 65535)", () -> check(65_536, 1)),
                refused("vantages: 0 (expected: 1 to 100)", () -> check(0, 0)),
                refused("vantages: 101 (expected: 1 to 100)", () -> check(0, 101)),
                refused("rise: 0 (expected: 1 to 1000)", () -> new Thresholds(0, 1)),
                refused("rise: 1001 (expected: 1 to 1000)", () -> new Thresholds(1_001, 1)),
                refused("fall: 0 (expected: 1 to 1000)", () -> new Thresholds(1, 0)),
                refused("fall: 1001 (expected: 1 to 1000)", () -> new Thresholds(1, 1_001)),
                refused("line: 63 (expected: 64 bytes to 1MiB)", () -> new Limits(63, 256, 0, 1)),
                refused("line: 1048577 (expected: 64 bytes to 1MiB)", () -> new Limits(1_048_577, 256, 0, 1)),
                refused("headers: 255 (expected: 256 bytes to 1MiB)", () -> new Limits(64, 255, 0, 1)),
                refused("headers: 1048577 (expected: 256 bytes to 1MiB)", () -> new Limits(64, 1_048_577, 0, 1)),
                refused("body: -1 (expected: 0 (unlimited) or more)", () -> new Limits(64, 256, -1, 1)),
                refused("connections: 0 (expected: 1 or more)", () -> new Limits(64, 256, 0, 0)));
    }

    private static Stream<Arguments> spans() {
        Duration none = Duration.ZERO;
        Duration less = Duration.ofNanos(999_999);
        Duration tooShort = Duration.ofNanos(9_999_999);
        Duration tooLong = DAY.plusNanos(1);
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        return Stream.of(
                refused("interval: PT0.009999999S (expected: 10ms to 24h)", () -> timing(tooShort, SECOND)),
                refused("timeout: PT24H0.000000001S (expected: 10ms to 24h)", () -> timing(SECOND, tooLong)),
                refused("fast: PT0S (expected: 10ms to 24h)", () -> new Timing(SECOND, none, SECOND, SECOND)),
                refused("down: PT0S (expected: 10ms to 24h)", () -> new Timing(SECOND, SECOND, none, SECOND)),
                refused("head: PT0S (expected: 1ms to 24h)", () -> new ListenerTimeouts(none, SECOND)),
                refused("idle: " + longest + " (expected: 1ms to 24h)", () -> new ListenerTimeouts(SECOND, longest)),
                refused("connect: PT0S (expected: 1ms to 24h)", () -> timeouts(none, none, none, none)),
                refused(
                        "response: PT0.000999999S (expected: 0s (none), or 1ms to 24h)",
                        () -> timeouts(SECOND, less, none, none)),
                refused(
                        "idle: PT24H0.000000001S (expected: 0s (none), or 1ms to 24h)",
                        () -> timeouts(SECOND, none, tooLong, none)),
                refused(
                        "total: PT-1S (expected: 0s (none), or 1ms to 24h)",
                        () -> timeouts(SECOND, none, none, SECOND.negated())));
    }

    private static Stream<Arguments> http() {
        Expectation any = Samples.expectation();
        String status = " (expected: a status or a range within 100-599)";
        return Stream.of(
                refused("method: G T (expected: an HTTP method)", () -> http("G T", Map.of())),
                refused("header: a b (expected: a header name in lower case)", () -> http("GET", Map.of("a b", ""))),
                refused("header: Host (expected: a header name in lower case)", () -> http("GET", Map.of("Host", "a"))),
                refused(
                        "header: content-length (expected: none that frames the request or the connection)",
                        () -> http("GET", Map.of("content-length", "5"))),
                refused(
                        "header host: a b (expected: a host, and a port if need be)",
                        () -> http("GET", Map.of("host", "a b"))),
                refused("method: CONNECT (expected: one that asks for a resource)", () -> http("CONNECT", Map.of())),
                refused(
                        "method: HEAD (expected: one whose answer has a body, since a rule is about it)",
                        () -> new HttpCheck("HEAD", "/", Map.of(), expect(any.statuses(), "a", Map.of()))),
                refused("header a: b\r\n (expected: printable ASCII)", () -> http("GET", Map.of("a", "b\r\n"))),
                refused(
                        "path: health (expected: a path that starts with / and has no space)",
                        () -> new HttpCheck("GET", "health", Map.of(), any)),
                refused(
                        "path: /a#b (expected: a path that starts with / and has no space)",
                        () -> new HttpCheck("GET", "/a#b", Map.of(), any)),
                refused("status: [] (expected: at least one status or range)", () -> expect(List.of(), "", Map.of())),
                refused(
                        "bodyMatches: [a (expected: a regular expression: Unclosed character class)",
                        () -> expect(any.statuses(), "[a", Map.of())),
                refused(
                        "header: X (expected: a header name in lower case)",
                        () -> expect(any.statuses(), "", Map.of("X", ""))),
                refused("status: 99" + status, () -> new StatusRange(99, 99)),
                refused("status: 600" + status, () -> new StatusRange(600, 600)),
                refused("status: 300-299" + status, () -> new StatusRange(300, 299)),
                refused("status: 200-" + status, () -> StatusRange.parse("200-")),
                refused("status: 2xx" + status, () -> StatusRange.parse("2xx")),
                refused("status: 0200" + status, () -> StatusRange.parse("0200")));
    }

    private static Stream<Arguments> paths() {
        String path = " (expected: a path that starts with /, without a query)";
        return Stream.of(
                refused("path: " + path, () -> match("", Set.of(), Map.of())),
                refused("path: a" + path, () -> match("a", Set.of(), Map.of())),
                refused("path: /a b" + path, () -> match("/a b", Set.of(), Map.of())),
                refused("path: /a?b" + path, () -> match("/a?b", Set.of(), Map.of())),
                refused("path: /a#b" + path, () -> match("/a#b", Set.of(), Map.of())),
                refused("path: /\u007f" + path, () -> match("/\u007f", Set.of(), Map.of())),
                refused("method: a,b (expected: an HTTP method)", () -> match("/", Set.of("a,b"), Map.of())),
                refused(
                        "header: X (expected: a header name in lower case)",
                        () -> match("/", Set.of(), Map.of("X", ""))),
                refused("header x: \0 (expected: printable ASCII)", () -> match("/", Set.of(), Map.of("x", "\0"))));
    }

    private static Stream<Arguments> patterns() {
        String host = " (expected: preserve, endpoint, or a host name)";
        return Stream.of(
                refused("host: " + host, () -> UpstreamHost.literal("")),
                refused("host: a b" + host, () -> UpstreamHost.literal("a b")),
                refused("host: a/b" + host, () -> UpstreamHost.literal("a/b")),
                refused("host: u@a" + host, () -> UpstreamHost.literal("u@a")),
                refused("host: \u007f" + host, () -> UpstreamHost.literal("\u007f")),
                refused("host: a" + host, () -> new UpstreamHost(UpstreamHost.Mode.PRESERVE, "a")),
                refused("host: a" + host, () -> new UpstreamHost(UpstreamHost.Mode.ENDPOINT, "a")));
    }

    private static Stream<ThrowingCallable> limits() {
        Duration milli = Duration.ofMillis(1);
        return Stream.of(
                () -> new EndpointAddress("a", 1),
                () -> new EndpointAddress("a", 65_535),
                () -> new ListenAddress("a", 0),
                () -> new ListenAddress("a", 65_535),
                () -> endpoint(0),
                () -> endpoint(1_000),
                () -> Samples.upstream(LONGEST_NAME),
                () -> check(0, 1),
                () -> check(65_535, 100),
                () -> new Thresholds(1, 1_000),
                () -> new Thresholds(1_000, 1),
                () -> new Limits(64, 256, 0, 1),
                () -> new Limits(1 << 20, 1 << 20, Long.MAX_VALUE, Integer.MAX_VALUE),
                () -> timing(Duration.ofMillis(10), DAY),
                () -> new ListenerTimeouts(milli, DAY),
                () -> timeouts(milli, Duration.ZERO, milli, DAY),
                () -> new StatusRange(100, 599),
                () -> http("M-SEARCH", Map.of("a", "\t ~")),
                () -> match("/!~", Set.of("GET"), Map.of("x", "")),
                () -> UpstreamHost.literal("[::1]:80"));
    }

    private static Arguments refused(String message, ThrowingCallable creation) {
        return arguments(message, creation);
    }

    private static Endpoint endpoint(int weight) {
        return new Endpoint(EndpointAddress.parse("a:1"), weight, "");
    }

    private static Route route(String name) {
        return Route.plain(name, List.of(), RouteMatch.ANY, Forward.to("u"));
    }

    private static Listener listener(String name) {
        ListenAddress address = ListenAddress.parse("a:0");
        return Listener.plain(name, address);
    }

    private static CheckSpec check(int port, int vantages) {
        return new CheckSpec(
                new CheckKind.Tcp(), port, Samples.TIMING, Samples.THRESHOLDS, vantages, true, Approach.DEFAULT);
    }

    private static Timing timing(Duration interval, Duration timeout) {
        return new Timing(interval, SECOND, SECOND, timeout);
    }

    private static RouteTimeouts timeouts(Duration connect, Duration response, Duration idle, Duration total) {
        return new RouteTimeouts(connect, response, idle, total);
    }

    private static HttpCheck http(String method, Map<String, String> headers) {
        return new HttpCheck(method, "/", headers, Samples.expectation());
    }

    private static Expectation expect(List<StatusRange> statuses, String pattern, Map<String, String> headers) {
        return new Expectation(statuses, "", pattern, headers);
    }

    private static RouteMatch match(String path, Set<String> methods, Map<String, String> headers) {
        return new RouteMatch(List.of(), path, false, methods, headers);
    }
}
