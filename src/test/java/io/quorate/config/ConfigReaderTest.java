package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.check.HttpCheck;
import io.quorate.core.model.check.StatusRange;
import io.quorate.core.model.check.Thresholds;
import io.quorate.core.model.check.Timing;
import io.quorate.core.model.listen.Limits;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.listen.ListenerTimeouts;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.HeaderRules;
import io.quorate.core.model.route.Hedge;
import io.quorate.core.model.route.Redirect;
import io.quorate.core.model.route.Respond;
import io.quorate.core.model.route.Retry;
import io.quorate.core.model.route.Rewrite;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.route.RouteMatch;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.route.UpstreamHost;
import io.quorate.core.model.text.Template;
import io.quorate.core.model.upstream.Balance;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Failover;
import io.quorate.core.model.upstream.Upstream;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsAbsentIsWhatTheModelSays() {
        ProxyConfig config =
                new ConfigFiles(directory).with("a.yaml", ConfigFiles.LEAST).config();
        Listener listener = config.listeners().get(0);
        assertThat(listener.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(listener.timeouts()).isEqualTo(ListenerTimeouts.DEFAULT);
        Route route = config.routes().get(0);
        assertThat(route.match()).isEqualTo(RouteMatch.ANY);
        assertThat(route.action()).isEqualTo(Forward.to("app"));
        assertThat(config.upstreams())
                .containsExactly(Upstream.plain(
                                "app",
                                List.of(new Endpoint(new EndpointAddress("127.0.0.1", 9001), 1, "")),
                                "least-requests",
                                CheckSpec.NONE)
                        .with(Failover.DEFAULT));
        assertThat(config.admin()).isEqualTo(AdminSettings.DEFAULT);
        assertThat(config.cluster().zone()).isEmpty();
    }

    @Test
    void anUpstreamSaysHowItsEndpointsAreChosen() {
        Upstream upstream = new ConfigFiles(directory)
                .with("a.yaml", """
                        listeners: [{ name: web, address: "127.0.0.1:0" }]
                        routes: [{ name: all, upstream: app }]
                        upstreams:
                          - name: app
                            balance: ring
                            by: header:X-User
                            sticky: { cookie: QUORATE }
                            endpoints: [{ address: "a:1" }, { address: "b:1", backup: true, weight: 2 }]
                        """)
                .config()
                .upstreams()
                .get(0);
        assertThat(upstream.balance())
                .isEqualTo(new Balance("ring", new Balance.By(Balance.Source.HEADER, "x-user"), "QUORATE"));
        assertThat(upstream.endpoints())
                .containsExactly(
                        new Endpoint(EndpointAddress.parse("a:1"), 1, "", false),
                        new Endpoint(EndpointAddress.parse("b:1"), 2, "", true));
    }

    @Test
    void aCheckOfWhichOnlyTheTypeIsGivenProbesAsDocumented() {
        CheckSpec check = checkOf("{ type: http }");
        assertThat(check.timing())
                .isEqualTo(new Timing(
                        Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThat(check.thresholds()).isEqualTo(new Thresholds(2, 3));
        assertThat(check.vantages()).isEqualTo(3);
        assertThat(check.initiallyUp()).isFalse();
        assertThat(check.port()).isZero();
        HttpCheck http = (HttpCheck) check.kind();
        assertThat(http.method() + http.path()).isEqualTo("GET/");
        assertThat(http.expect().statuses()).containsExactly(new StatusRange(200, 399));
    }

    @Test
    void checksOfEveryTypeAreRead() {
        assertThat(checkOf("{ type: tcp }").kind()).isEqualTo(new CheckKind.Tcp());
        assertThat(checkOf("{ type: tls }").kind()).isEqualTo(new CheckKind.Tls());
        assertThat(checkOf("{ type: grpc }").kind()).isEqualTo(new CheckKind.Grpc(""));
        assertThat(checkOf("{ type: grpc, service: shop.v1.Orders }").kind())
                .isEqualTo(new CheckKind.Grpc("shop.v1.Orders"));
        assertThat(checkOf("{ type: http }").approach().plain()).isFalse();
        assertThat(checkOf("{ type: http, plain: true }").approach().plain()).isTrue();
    }

    @Test
    void aRuleOnTheBodyLeavesTheStatusOpen() {
        HttpCheck http =
                (HttpCheck) checkOf("{ type: http, expect: { body: ok } }").kind();
        assertThat(http.expect().statuses()).containsExactly(new StatusRange(100, 599));
    }

    @Test
    void statusesAreOneOrSeveralNumbersOrRanges() {
        HttpCheck one =
                (HttpCheck) checkOf("{ type: http, expect: { status: 204 } }").kind();
        assertThat(one.expect().statuses()).containsExactly(new StatusRange(204, 204));
        HttpCheck two = (HttpCheck)
                checkOf("{ type: http, expect: { status: [204, 300-302] } }").kind();
        assertThat(two.expect().statuses()).containsExactly(new StatusRange(204, 204), new StatusRange(300, 302));
    }

    @Test
    void whatIsGivenIsTaken() {
        ProxyConfig config = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST)
                .with("b.yaml", """
                        listeners:
                          - name: other
                            address: "[::1]:0"
                            trustedProxies: [10.0.0.0/8]
                            limits: { line: 1KiB, headers: 4096, body: 2MiB, connections: 7 }
                            timeouts: { head: 1.5s, idle: 1m }
                            reportView: true
                        routes:
                          - name: other
                            listeners: [other]
                            hosts: ["*.Example.com"]
                            path: /api
                            exact: true
                            methods: [GET, POST]
                            headers: { X-Canary: 1 }
                            upstream: app
                            host: fixed.example
                            timeouts: { connect: 250ms, response: 0s, idle: 1h, total: 90s }
                            retry: { attempts: 1, on: [reset, 503], replayBody: 1KiB, budget: 12.5% }
                            hedge: { connect: 0s, response: 80ms }
                        cluster: { zone: west }
                        """)
                .config();
        Listener listener = config.listeners().get(1);
        assertThat(listener.limits()).isEqualTo(new Limits(1024, 4096, 2 << 20, 7));
        assertThat(listener.timeouts().head()).isEqualTo(Duration.ofMillis(1500));
        assertThat(listener.reportView()).isTrue();
        Route route = config.routes().get(1);
        assertThat(route.listeners()).containsExactly("other");
        assertThat(route.match().hosts()).hasToString("[*.example.com]");
        assertThat(route.match().methods()).isEqualTo(Set.of("GET", "POST"));
        assertThat(route.match().headers()).isEqualTo(Map.of("x-canary", "1"));
        assertThat(route.action())
                .isEqualTo(new Forward(
                        "app",
                        UpstreamHost.literal("fixed.example"),
                        Rewrite.NONE,
                        new RouteTimeouts(
                                Duration.ofMillis(250), Duration.ZERO, Duration.ofHours(1), Duration.ofSeconds(90)),
                        new Retry(1, Set.of(Retry.Cause.RESET), Set.of(503), 1024, 0.125),
                        new Hedge(Duration.ZERO, Duration.ofMillis(80))));
        assertThat(config.cluster().zone()).isEqualTo("west");
    }

    @Test
    void filesAreTakenInTheOrderOfTheirNames() {
        ProxyConfig config = new ConfigFiles(directory)
                .with("b.json", "{\"upstreams\": [{\"name\": \"b\", \"endpoints\": [{\"address\": \"b:1\"}]}]}")
                .with("a.yaml", ConfigFiles.LEAST)
                .with("c.yml", "upstreams: [{name: c, endpoints: [{address: 'c:1'}]}]")
                .config();
        assertThat(config.upstreams()).extracting(Upstream::name).containsExactly("app", "b", "c");
    }

    @Test
    void theEnvironmentMayStandInAnyValueAlsoInAFlowMapping() {
        String text =
                ConfigFiles.LEAST.replace("\"127.0.0.1:9001\"", "${env:HOST}:${env:PORT:-9001}, weight: ${env:W:-7}")
                        + "cluster: { vantages: 3, zone: ${env:ZONE:-} }\n";
        ProxyConfig config = new ConfigFiles(directory)
                .with("a.yaml", text)
                .loaded(Map.of("HOST", "db", "W", "5"))
                .config();
        assertThat(config.upstreams().get(0).endpoints())
                .containsExactly(new Endpoint(new EndpointAddress("db", 9001), 5, ""));
    }

    @Test
    void aValueFromTheEnvironmentNeverChangesTheStructure() {
        String text = ConfigFiles.LEAST + "cluster:\n  zone: ${env:ZONE}\n";
        ProxyConfig config = new ConfigFiles(directory)
                .with("a.yaml", text)
                .loaded(Map.of("ZONE", "x\nadmin: {token: $1}"))
                .config();
        assertThat(config.cluster().zone()).isEqualTo("x\nadmin: {token: $1}");
    }

    @Test
    void aRouteIsReadWithAllItsRules() {
        String route = """
                routes:
                  - name: x
                    upstream: app
                    rewrite: { strip: /api/, add: /v1 }
                    requestHeaders: { set: { X-B: ${client.ip}, x-a: "a ${request.id}" }, remove: [X-C] }
                    responseHeaders: { add: { via-x: ${request.host} } }
                """;
        Route read = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST.replaceAll("(?m)^routes.*\n", Matcher.quoteReplacement(route)))
                .config()
                .routes()
                .get(0);
        assertThat(((Forward) read.action()).rewrite()).isEqualTo(new Rewrite("/api", "/v1"));
        assertThat(read.requestHeaders())
                .isEqualTo(new HeaderRules(
                        Map.of("x-b", Template.parse("${client.ip}"), "x-a", Template.parse("a ${request.id}")),
                        Map.of(),
                        Set.of("x-c")));
        assertThat(read.requestHeaders().set().keySet()).containsExactly("x-b", "x-a");
        assertThat(read.responseHeaders().add()).isEqualTo(Map.of("via-x", Template.parse("${request.host}")));
    }

    @Test
    void aRouteMayAnswerByItself() {
        String routes = """
                routes:
                  - { name: x, path: /x, redirect: { location: https://${request.hostname}${request.uri}, status: 308 } }
                  - { name: y, path: /y, respond: { status: 410, body: ${env:WORD:-gone}, headers: { X-A: 1 } } }
                """;
        List<Route> read = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST.replaceAll("(?m)^routes.*\n", Matcher.quoteReplacement(routes)))
                .config()
                .routes();
        assertThat(read.get(0).action())
                .isEqualTo(new Redirect(Template.parse("https://${request.hostname}${request.uri}"), 308));
        assertThat(read.get(1).action()).isEqualTo(new Respond(410, "gone", Map.of("x-a", "1")));
    }

    @Test
    void anAliasIsTheValueOfItsAnchor() {
        ProxyConfig config = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST)
                .with("b.yaml", "upstreams:\n- {name: x, endpoints: &e [{address: 'a:1'}]}\n- {name: y, endpoints: *e}")
                .config();
        assertThat(config.upstreams().get(2).endpoints())
                .isEqualTo(config.upstreams().get(1).endpoints());
    }

    @Test
    void theEffectiveConfigHasDefaultsInPlaceAndNoSecrets() {
        JsonObject effective = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST + "admin: { token: hush }\ndefaults: { balance: round-robin }\n")
                .loaded()
                .effective();
        assertThat(effective.getJsonObject("admin"))
                .isEqualTo(new JsonObject().put("address", "127.0.0.1:9090").put("token", "***"));
        assertThat(effective.getJsonArray("upstreams").getJsonObject(0).getString("balance"))
                .isEqualTo("round-robin");
        assertThat(effective.containsKey("defaults")).isFalse();
        assertThat(effective
                        .getJsonArray("listeners")
                        .getJsonObject(0)
                        .getJsonObject("limits")
                        .getInteger("connections"))
                .isEqualTo(20_000);
    }

    @Test
    void aProblemFoundLaterIsPutWhereTheValueWasWritten() {
        LoadedConfig loaded = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST)
                .with("b.yaml", "listeners:\n- name: x\n  address: 127.0.0.1:80\n")
                .loaded();
        assertThat(loaded.problemAt("listeners[1].address", "in use"))
                .hasToString("b.yaml:3: listeners[0].address: in use");
        assertThat(loaded.problemAt("listeners[1].limits.body", "no"))
                .hasToString("b.yaml:2: listeners[1].limits.body: no");
        assertThat(loaded.problemAt("admin.address", "in use")).hasToString(directory + ": admin.address: in use");
    }

    private CheckSpec checkOf(String check) {
        String text = ConfigFiles.LEAST.replace("upstreams: [{", "upstreams: [{ check: " + check + ",");
        return new ConfigFiles(directory)
                .with("a.yaml", text)
                .config()
                .upstreams()
                .get(0)
                .check();
    }
}
