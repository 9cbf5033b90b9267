package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsTest {
    @TempDir
    private Path directory;

    @Test
    void elevenMistakesInTwoFilesAreElevenProblems() {
        ConfigFiles files = new ConfigFiles(directory).with("a.yaml", """
                        listeners:
                          - name: web
                            address: 127.0.0.1
                            timeouts:
                              head: ten seconds
                          - name: web
                            address: 127.0.0.1:8081
                            limitz: {}
                        routes:
                          - name: shop
                            upstream: shopp
                            hedge: { connect: 250 }
                        """).with("b.yml", """
                        upstreams:
                          - name: shop
                            balance: ring
                            endpoints:
                              - address: 127.0.0.1:9001
                                weight: 2000
                            check:
                              type: http
                              intervall: 1s
                              port: ${env:CHECK_PORT}
                              expect: { status: 200-99 }
                        """);
        assertThat(files.lines())
                .containsExactly(
                        "a.yaml:3: listeners[0].address: 127.0.0.1 (expected: host:port or [ipv6]:port)",
                        "a.yaml:5: listeners[0].timeouts.head: ten seconds"
                                + " (expected: a duration from 1ms to 24h such as 250ms, 2s, 1m or 1h)",
                        "a.yaml:6: listeners[1].name: web"
                                + " (expected: a name that no other of the listeners has; also at a.yaml:2)",
                        "a.yaml:8: listeners[1].limitz: unknown key 'limitz' (did you mean 'limits'?)",
                        "a.yaml:11: routes[0].upstream: shopp: no such upstream (did you mean 'shop'?)",
                        "a.yaml:12: routes[0].hedge.connect: 250 (expected: a duration from 0s to 24h such as 250ms, 2s, 1m or 1h)",
                        "b.yml:2: upstreams[0].by: missing (expected: header:NAME, cookie:NAME, client-ip or path)",
                        "b.yml:6: upstreams[0].endpoints[0].weight: 2000 (expected: a whole number from 0 to 1000)",
                        "b.yml:9: upstreams[0].check.intervall: unknown key 'intervall' (did you mean 'interval'?)",
                        "b.yml:10: upstreams[0].check.port: environment variable CHECK_PORT is not set"
                                + " (expected: a value for it, or a default as in ${env:CHECK_PORT:-default})",
                        "b.yml:11: upstreams[0].check.expect.status: 200-99"
                                + " (expected: a status or a range within 100-599 such as 200-299)");
    }

    /** Files that are wrong as files: the text with | for line ends, the line, and a part of the message. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "listeners: [;1;not valid YAML",
                "a: 1|b: : 2;2;not valid YAML",
                "listeners: []|---|routes: [];2;a second document",
                "- a|- b;1;a file must hold a mapping",
                "just text;1;a file must hold a mapping",
                "routes: []|routes: [];2;key 'routes' given twice (expected: once; first at line 1)",
                "a: &a [*a];1;alias 'a' before its anchor is complete",
                "a: *b;1;alias 'b' before its anchor is complete",
                "a: !!binary xyz;1;tag tag:yaml.org,2002:binary (expected: no tags)",
                "[a, b]: 1;1;a key that is not plain text",
                "cluster: {zone: \"${env:1A}\"};1;${env:1A} (expected: ${env:NAME} or ${env:NAME:-default})",
                "cluster:|  zone: ${env:A;2;${env:A (expected: ${env:NAME} or ${env:NAME:-default})",
                "routes: {};1;a mapping (expected: a list of",
                "routes:;1;no value (expected: a list of",
                "admin: [];1;a list (expected: a mapping with keys such as address, token)",
                "admin:;1;no value (expected: a mapping with keys such as address, token, or the key left out)",
            })
    void wrongFilesAreRefusedWithTheirLine(String text, int line, String message) {
        ConfigFiles files =
                new ConfigFiles(directory).with("a.yaml", ConfigFiles.LEAST).with("b.yaml", text.replace('|', '\n'));
        assertThat(files.problems())
                .anySatisfy(problem -> {
                    assertThat(problem.file()).isEqualTo("b.yaml");
                    assertThat(problem.line()).isEqualTo(line);
                    assertThat(problem.message()).contains(message);
                })
                .hasSize(1);
    }

    /** What is wrong with one listener, route or upstream: what to add to it, and the problem. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "listener;h2c: maybe;listeners[0].h2c: maybe (expected: true or false)",
                "listener;h2c: true, http2: false;listeners[0].h2c: true (expected: false where http2 is false)",
                "listener;trustedProxies: [10.0.0.0/33];listeners[0].trustedProxies[0]: block: 10.0.0.0/33 (expected: a prefix length of 0 to 32)",
                "listener;http2: yes;listeners[0].http2: yes (expected: true or false)",
                "listener;limits: {line: 8KB};listeners[0].limits.line: 8KB (expected: a size from 64B to 1MiB such as 16KiB, 1MiB or plain bytes)",
                "route;redirect: {location: /};routes[0]: upstream and redirect given (expected: exactly one of upstream, redirect, respond)",
                "route;respond: {status: 200}, redirect: {location: /};routes[0]: upstream and redirect and respond given (expected: exactly one of upstream, redirect, respond)",
                "route;rewrite: {strip: /a/../b, add: v1};routes[0].rewrite.strip: path: /a/../b (expected: /b)|routes[0].rewrite.add: path: v1 (expected: a path that starts with /, without a query)",
                "route;rewrite: {add: /a//b};routes[0].rewrite.add: /a//b (expected: a path without empty segments)",
                "route;host: 'a b';routes[0].host: a b (expected: preserve, endpoint, or a host name)",
                "route;requestHeaders: {set: {Content-Length: 1}};routes[0].requestHeaders.set.Content-Length: header: content-length (expected: none that frames a message or ends at this hop)",
                "route;requestHeaders: {add: {transfer-encoding: chunked}};routes[0].requestHeaders.add.transfer-encoding: header: transfer-encoding (expected: none that frames a message or ends at this hop)",
                "route;requestHeaders: {remove: [Connection, x-a, TE]};routes[0].requestHeaders.remove[0]: header: connection (expected: none that frames a message or ends at this hop)|routes[0].requestHeaders.remove[2]: header: te (expected: none that frames a message or ends at this hop)",
                "route;requestHeaders: {set: {Host: a}};routes[0].requestHeaders.set.Host: header: host (expected: the key `host` of the route for it)",
                "route;requestHeaders: {set: {x y: a}};routes[0].requestHeaders.set.x y: x y (expected: a header name)",
                "route;requestHeaders: {set: {x-a: caf\u00e9}};routes[0].requestHeaders.set.x-a: caf\u00e9 (expected: printable ASCII)",
                "route;responseHeaders: {set: {x-a: ${client.port}}};routes[0].responseHeaders.set.x-a: variable: ${client.port} (expected: ${client.ip}, ${request.id}, ${request.host}, ${request.hostname}, ${request.scheme}, ${request.method}, ${request.path}, ${request.uri})",
                "route;responseHeaders: {set: {proxy-authenticate: a}};routes[0].responseHeaders.set.proxy-authenticate: header: proxy-authenticate (expected: none that frames a message or ends at this hop)",
                "route;responseHeaders: {set: {x-a: 1, X-A: 2}};routes[0].responseHeaders.set.X-A: name 'x-a' given twice (expected: once, in upper or lower case)",
                "route;path: /a/../b;routes[0].path: /a/../b (expected: /b)",
                "route;path: /a?b;routes[0].path: /a?b (expected: a path that starts with /, without a query)",
                "route;methods: [get];routes[0].methods[0]: get (expected: an HTTP method in upper case such as GET)",
                "route;headers: {x-a: 1, X-A: 2};routes[0].headers.X-A: name 'x-a' given twice (expected: once, in upper or lower case)",
                "route;retry: {attempts: 11, on: [resets, 404]};routes[0].retry.attempts: 11 (expected: a whole number from 0 to 10)|routes[0].retry.on[0]: resets (expected: connect, reset, refused-stream, timeout, or a status of 500 to 599)|routes[0].retry.on[1]: 404 (expected: connect, reset, refused-stream, timeout, or a status of 500 to 599)",
                "route;hedge: {connect: 2s};routes[0].hedge.connect: 2s (expected: 0s, or less than timeouts.connect, which is 2s)",
                "route;hedge: {response: 31s};routes[0].hedge.response: 31s (expected: 0s, or less than timeouts.response, which is 30s)",
                "route;hedge: {connect: 300ms, response: 1s}, timeouts: {connect: 200ms, response: 1000ms};routes[0].hedge.connect: 300ms (expected: 0s, or less than timeouts.connect, which is 200ms at a.yaml:2)|routes[0].hedge.response: 1s (expected: 0s, or less than timeouts.response, which is 1000ms at a.yaml:2)",
                "route;listeners: [webb];routes[0].listeners[0]: webb: no such listener (did you mean 'web'?)",
                "upstream;balance: ring;upstreams[0].by: missing (expected: header:NAME, cookie:NAME, client-ip or path)",
                "upstream;balance: rings;upstreams[0].balance: rings (expected: one of least-requests, round-robin, two-choices, random, ring)",
                "upstream;balance: rings, by: path;upstreams[0].balance: rings (expected: one of least-requests, round-robin, two-choices, random, ring)",
                "upstream;balance: ring, by: ip;upstreams[0].by: ip (expected: header:NAME, cookie:NAME, client-ip or path)",
                "upstream;balance: ring, by: \"header:\";upstreams[0].by: header: (expected: header:NAME, cookie:NAME, client-ip or path)",
                "upstream;by: path;upstreams[0].by: 'by' has no meaning here (expected: only where balance is ring)",
                "upstream;sticky: {};upstreams[0].sticky.cookie: missing (expected: a cookie name)",
                "upstream;sticky: {cookie: \"a b\"};upstreams[0].sticky.cookie: a b (expected: a cookie name)",
                "upstream;protocol: spdy;upstreams[0].protocol: spdy (expected: one of http1, http2, auto)",
                "upstream;check: {interval: 1s};upstreams[0].check.type: missing (expected: one of http, tcp, tls, grpc)",
                "upstream;check: {type: tls, plain: true};upstreams[0].check.plain: true (expected: false, since a tls check is over TLS)",
                "upstream;check: {type: http, service: shop};upstreams[0].check.service: 'service' has no meaning here (expected: only where type is grpc)",
                "upstream;check: {type: grpc, service: the shop};upstreams[0].check.service: the shop (expected: a name such as shop.v1.Orders)",
                "upstream;check: {type: tcp, path: /};upstreams[0].check.path: 'path' has no meaning here (expected: only where type is http)",
                "upstream;check: {type: http, expect: {bodyMatches: \"(\"}};upstreams[0].check.expect.bodyMatches: ( (expected: a regular expression: Unclosed group)",
                "upstream;panic: {threshold: 150%};upstreams[0].panic.threshold: 150% (expected: a percentage from 0% to 100%)",
                "upstream;panic: {mode: some};upstreams[0].panic.mode: some (expected: one of all, refuse)",
                "upstream;zones: near;upstreams[0].zones: near (expected: one of all, own)",
                "upstream;passive: {consecutive: -1};upstreams[0].passive.consecutive: -1 (expected: a whole number from 0 to 1000)",
                "upstream;passive: {latency: 1};upstreams[0].passive.latency: 1 (expected: 0 (off), or 2 to 1000)",
                "upstream;passive: {window: 10ms};upstreams[0].passive.window: 10ms (expected: a duration from 1s to 24h such as 250ms, 2s, 1m or 1h)",
                "upstream;passive: {eject: 0s};upstreams[0].passive.eject: 0s (expected: a duration from 1s to 24h such as 250ms, 2s, 1m or 1h)",
                "upstream;passive: {maxEjected: 50};upstreams[0].passive.maxEjected: 50 (expected: a percentage from 0% to 100%)",
                "upstream;passive: {statuses: [99]};upstreams[0].passive.statuses[0]: 99 (expected: a whole number from 100 to 599)",
                "upstream;slowStart: 10us;upstreams[0].slowStart: 10us (expected: a duration from 0s to 24h such as 250ms, 2s, 1m or 1h)",
            })
    void wrongValuesAreRefusedByTheirPath(String kind, String addition, String expected) {
        String text = ConfigFiles.LEAST.replaceAll(
                "(?m)^(" + kind + "s: \\[\\{)", "$1 " + addition.replace("$", "\\$") + ",");
        assertThat(new ConfigFiles(directory)
                        .with("a.yaml", text).problems().stream()
                                .map(problem -> problem.path() + ": " + problem.message()))
                .containsExactlyInAnyOrder(expected.split("\\|"));
    }

    @Test
    void aHeaderValueOfTwoLinesIsRefused() {
        String rules = "name: all, requestHeaders: { set: { x-a: \"a\\r\\nx-b: c\" } },";
        assertThat(new ConfigFiles(directory)
                        .with("a.yaml", ConfigFiles.LEAST.replace("name: all,", rules))
                        .lines())
                .containsExactly(
                        "a.yaml:2: routes[0].requestHeaders.set.x-a: a\\r\\nx-b: c (expected: printable ASCII)");
    }

    /** What is wrong with a route that forwards nothing: what it is instead of an upstream, and the problem. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "name: x;routes[0]: none given (expected: exactly one of upstream, redirect, respond)",
                "redirect: {};routes[0].redirect.location: missing (expected: a URL or a path)",
                "redirect: {location: /, status: 304};routes[0].redirect.status: 304 (expected: 301, 302, 303, 307 or 308)",
                "redirect: {location: /, status: 200};routes[0].redirect.status: 200 (expected: a whole number from 301 to 308)",
                "redirect: {location: //a};routes[0].redirect.location: //a (expected: http:// or https:// and a host, or / and no other slash or variable right after it)",
                "redirect: {location: ${request.uri}};routes[0].redirect.location: ${request.uri} (expected: http:// or https:// and a host, or / and no other slash or variable right after it)",
                "redirect: {location: /a b};routes[0].redirect.location: /a b (expected: printable ASCII without spaces)",
                "redirect: {location: ${host}};routes[0].redirect.location: variable: ${host} (expected: ${client.ip}, ${request.id}, ${request.host}, ${request.hostname}, ${request.scheme}, ${request.method}, ${request.path}, ${request.uri})",
                "respond: {body: a};routes[0].respond.status: missing (expected: a whole number from 200 to 599)",
                "respond: {status: 101};routes[0].respond.status: 101 (expected: a whole number from 200 to 599)",
                "respond: {status: 204, body: a};routes[0].respond.body: a (expected: none with status 204)",
                "respond: {status: 200, headers: {Content-Length: 1}};routes[0].respond.headers.Content-Length: header: content-length (expected: none that frames a message or ends at this hop)",
                "respond: {status: 200}, host: a, rewrite: {}, timeouts: {};routes[0].host: 'host' has no meaning here (expected: only where upstream is given)|routes[0].rewrite: 'rewrite' has no meaning here (expected: only where upstream is given)|routes[0].timeouts: 'timeouts' has no meaning here (expected: only where upstream is given)",
                "respond: {status: 200}, requestHeaders: {}, retry: {}, hedge: {};routes[0].requestHeaders: 'requestHeaders' has no meaning here (expected: only where upstream is given)|routes[0].retry: 'retry' has no meaning here (expected: only where upstream is given)|routes[0].hedge: 'hedge' has no meaning here (expected: only where upstream is given)",
            })
    void wrongAnswersOfARouteAreRefusedByTheirPath(String action, String expected) {
        String route = action.startsWith("name") ? action : "name: x, " + action;
        String text = ConfigFiles.LEAST.replace("name: all, upstream: app", route.replace("${host}", "\"${host}\""));
        assertThat(new ConfigFiles(directory)
                        .with("a.yaml", text).problems().stream()
                                .map(problem -> problem.path() + ": " + problem.message()))
                .containsExactlyInAnyOrder(expected.split("\\|"));
    }

    @Test
    void aHedgeByDefaultIsToBeInTimeForEachRoute() {
        ConfigFiles files = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST.replace("upstream: app", "upstream: app, timeouts: {connect: 1s}"))
                .with("b.yaml", "defaults:\n  hedge: {connect: 1s, response: 30s}\n  timeouts: {response: 0s}\n");
        assertThat(files.lines())
                .containsExactly("b.yaml:2: defaults.hedge.connect: 1s"
                        + " (expected: 0s, or less than timeouts.connect, which is 1s at a.yaml:2)");
    }

    /** Where it is not given it says nothing; then it only comes too late to be of use. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeouts: {connect: 100ms}",
                "timeouts: {connect: 2s, response: 0s}, hedge: {connect: 1999ms, response: 1h}",
                "timeouts: {connect: 1ms, response: 1ms}, hedge: {connect: 0s, response: 0s}"
            })
    void aHedgeInTimeOrOffIsNoMistake(String said) {
        String text = ConfigFiles.LEAST.replace("upstream: app", "upstream: app, " + said);
        assertThat(new ConfigFiles(directory).with("a.yaml", text).config().routes())
                .hasSize(1);
    }

    @Test
    void whatIsDoneAnywayIsNoMistake() {
        String listener = "h2c: false, http2: false, proxyProtocol: false,";
        String route =
                "retry: {attempts: 0}, hedge: {connect: 0s, response: 0s}, requestHeaders: {set: {}, remove: []},";
        String upstream = "protocol: http1, slowStart: 0s, panic: {threshold: 0%},";
        String text = ConfigFiles.LEAST
                        .replace("listeners: [{", "listeners: [{" + listener)
                        .replace("routes: [{", "routes: [{" + route)
                        .replace("upstreams: [{", "upstreams: [{" + upstream)
                        .replace("9001\"", "9001\", backup: false")
                + "cluster: {pulse: 1s, lease: 3000ms}\n";
        assertThat(new ConfigFiles(directory).with("a.yaml", text).config().routes())
                .hasSize(1);
    }

    @Test
    void sectionsStandInOneFileOnly() {
        ConfigFiles files = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST + "cluster: {}\n")
                .with("b.json", "{\n\t\"cluster\": {\"vantages\": 5}\n}");
        assertThat(files.lines())
                .containsExactly("b.json:2: cluster: 'cluster' stands in two files (expected: one; also at a.yaml:4)");
    }

    @Test
    void listenersDoNotShareAnAddressUnlessAnyPortWillDo() {
        ConfigFiles files = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST)
                .with("b.yaml", "listeners: [{name: x, address: '127.0.0.1:0'}, {name: y, address: 'LOCALHOST:81'}]")
                .with("c.yaml", "listeners: [{name: z, address: 'localhost:81'}]");
        assertThat(files.lines())
                .containsExactly("c.yaml:1: listeners[0].address: localhost:81"
                        + " (expected: an address that no other listener has; also at b.yaml:1)");
    }

    @Test
    void routesDoNotTakeTheVerySameRequests() {
        ConfigFiles files = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST)
                .with("b.yaml", "routes:\n- {name: x, hosts: [a, B], path: /x, upstream: app}\n")
                .with("c.yaml", "routes:\n\n- {name: y, hosts: [b, A], path: /x, exact: false, upstream: app}\n");
        assertThat(files.lines())
                .containsExactly("c.yaml:3: routes[0]: takes the very same requests as another route"
                        + " (expected: another match; also at b.yaml:2)");
    }

    @Test
    void aFileThatCannotBeMadeOutHidesNothingInTheOthersAndIsNotMissed() {
        ConfigFiles files = new ConfigFiles(directory)
                .with("a.yaml", "listeners: [")
                .with("b.yaml", "routes: [{name: x, listeners: [web], upstream: app, host: 'a b'}]");
        assertThat(files.problems()).extracting(problem -> problem.file()).containsExactly("a.yaml", "b.yaml");
    }

    @Test
    void aListThatIsNoneIsOneProblemAndWhatItShouldHaveHeldIsNotMissed() {
        ConfigFiles files = new ConfigFiles(directory)
                .with("a.yaml", "listeners: {}\nroutes: [{name: x, listeners: [web], upstream: app}]\nupstreams: {}\n");
        assertThat(files.problems()).extracting(problem -> problem.path()).containsExactly("listeners", "upstreams");
    }

    @Test
    void aConfigWithoutListenersIsRefused() {
        ConfigFiles files = new ConfigFiles(directory).with("a.yaml", "# nothing yet\n");
        assertThat(files.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo(directory.toString());
            assertThat(problem.toString()).contains("listeners: missing (expected: a list, not empty, of: ");
        });
    }

    @Test
    void theSameAddressTwiceInAnUpstreamIsRefused() {
        String text = ConfigFiles.LEAST.replace(
                "[{ address: \"127.0.0.1:9001\" }]", "[{ address: \"a:1\" },\n  { address: \"A:1\" }]");
        assertThat(new ConfigFiles(directory).with("a.yaml", text).lines())
                .containsExactly("a.yaml:3: upstreams[0]: address: a:1 (expected: once in an upstream)");
    }
}
