package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.net.Cidr;
import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.HeaderRules;
import io.quorate.core.model.route.Hedge;
import io.quorate.core.model.route.Retry;
import io.quorate.core.model.route.Rewrite;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.route.RouteMatch;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.route.UpstreamHost;
import io.quorate.core.model.text.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route changes of requests and responses that it forwards. */
class RulesTest {
    private final TestProxy.Setup setup = new TestProxy.Setup();
    private RawBackend backend;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(RawBackend.OK);
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/x?a=/api/../b, /v1/x?a=/api/../b",
        "/api,               /v1",
        "/%61pi/./y/../x,    /v1/x",
        "/x/../api//x,       /v1//x",
        "/apix,              /v1/apix"
    })
    void theEndpointSeesTheRewrittenPath(String asked, String seen) throws Exception {
        setup.routes = List.of(rewriting("/api", "/v1"));
        assertThat(seenFor("GET " + asked + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("get " + seen + " http/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api//evil.example", "/api//", "/x/../api//evil.example"})
    void noRequestIsMadeToLookAsIfItNamedAHost(String asked) throws Exception {
        setup.routes = List.of(rewriting("/api", "/"));
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            assertThat(client.get(asked).status()).isEqualTo(400);
            assertThat(client.get("/api/good").status()).isEqualTo(200);
            assertThat(backend.received()).startsWith("GET /good HTTP/1.1\r\n");
        }
    }

    @Test
    void rulesForRequestsHaveTheLastWord() throws Exception {
        setup.routes = List.of(changing(
                rules(Map.of("x-forwarded-proto", "https", "x-a", "mine"), Map.of("x-b", "mine"), "x-forwarded-for"),
                HeaderRules.NONE));
        String seen = seenFor("GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nX-a: 2\r\nX-B: 3\r\n\r\n");
        assertThat(seen)
                .doesNotContain("x-forwarded-for")
                .contains("\r\nx-forwarded-proto: https\r\n")
                .doesNotContain("x-forwarded-proto: http\r\n")
                .doesNotContain("x-a: 1", "x-a: 2")
                .contains("\r\nx-a: mine\r\n", "\r\nx-b: 3\r\n", "\r\nx-b: mine\r\n");
    }

    @Test
    void whatIsSetIsThereThoughItIsRemovedToo() throws Exception {
        setup.routes =
                List.of(changing(rules(Map.of("x-a", "mine"), Map.of("x-b", "mine"), "x-a", "x-b"), HeaderRules.NONE));
        String seen = seenFor("GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nX-B: 3\r\n\r\n");
        assertThat(seen).contains("\r\nx-a: mine\r\n", "\r\nx-b: mine\r\n").doesNotContain("x-b: 3");
    }

    @Test
    void valuesMayBeOfTheRequest() throws Exception {
        String all = "${client.ip} ${request.host} ${request.hostname} ${request.scheme} ${request.method}"
                + " ${request.path} ${request.uri}";
        setup.routes =
                List.of(changing(rules(Map.of("x-all", all, "x-id", "<${request.id}>"), Map.of()), HeaderRules.NONE));
        String seen = seenFor("PUT /%61/b?c=%61 HTTP/1.1\r\nHost: Shop.Example.:81\r\n\r\n");
        assertThat(seen).contains("\r\nx-all: 127.0.0.1 shop.example.:81 shop.example http put /a/b /a/b?c=%61\r\n");
        String id = seen.replaceAll("(?s).*\r\nx-request-id: ([0-9a-f]{32})\r\n.*", "$1");
        assertThat(seen).contains("\r\nx-id: <" + id + ">\r\n");
    }

    @Test
    void theClientIsWhoATrustedProxySaysItIs() throws Exception {
        setup.trusted = List.of(Cidr.parse("127.0.0.0/8"));
        setup.routes = List.of(changing(
                rules(Map.of("x-c", "${client.ip} ${request.scheme} ${request.id}"), Map.of()), HeaderRules.NONE));
        String fields = "X-Forwarded-For: 6.6.6.6, 192.0.2.1|X-Forwarded-For: 127.0.0.9|X-Forwarded-Proto: https"
                + "|X-Request-Id: given|";
        String seen = seenFor("GET / HTTP/1.1|Host: a|".concat(fields).replace("|", "\r\n") + "\r\n");
        assertThat(seen).contains("\r\nx-c: 192.0.2.1 https given\r\n");
    }

    /** Each request is either refused or adds one line to the head, whatever it puts into the value. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%0d%0ax-evil:%201 HTTP/1.1\r\nHost: a",
                "GET /?%0d%0ax-evil:%201 HTTP/1.1\r\nHost: a",
                "GET /\rx-evil:1 HTTP/1.1\r\nHost: a",
                "GET /?\nx-evil:1 HTTP/1.1\r\nHost: a",
                "GET /?\0 HTTP/1.1\r\nHost: a",
                "GET /?\u00e9 HTTP/1.1\r\nHost: a",
                "GET / HTTP/1.1\r\nHost: a\rx-evil:1",
                "GET / HTTP/1.1\r\nHost: a\r\n x-evil:1",
                "GET / HTTP/1.1\r\nHost: a\0",
                "GET\rx-evil:1 / HTTP/1.1\r\nHost: a",
                "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\rx-evil:1",
                "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: 1\rx-evil:1",
                "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: 1 x-evil:1\u00ff",
                "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: \u00ff\r\nX-Forwarded-Proto: \u00ff"
            })
    void noRequestCanEndAFieldThatARulePutsItsValuesInto(String request) throws Exception {
        setup.trusted = List.of(Cidr.parse("127.0.0.0/8"));
        StringBuilder all = new StringBuilder();
        Stream.of(Template.Variable.values()).forEach(each -> all.append("${" + each.word() + "}"));
        HeaderRules rules = rules(Map.of("x-all", all.toString()), Map.of());
        setup.routes = List.of(changing(rules, rules));
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            Reply reply = client.send(request + "\r\n\r\n").read();
            if (reply.status() == 200) {
                String line = "\r\nx-all: " + reply.field("x-all") + "\r\n";
                assertThat(line.chars().filter(c -> c < 0x20 || c > 0x7E)).hasSize(4);
                assertThat(backend.received()).contains(line).doesNotContain("\r\nx-evil");
                assertThat(reply.fields()).doesNotContainKey("x-evil");
            } else {
                assertThat(reply.status()).isEqualTo(400);
                assertThat(backend.received()).isEmpty();
            }
        }
    }

    @Test
    void rulesForResponsesChangeWhatTheEndpointSays() throws Exception {
        backend.close();
        backend = RawBackend.answering(
                "HTTP/1.1 200 OK\r\nserver: x\r\nset-cookie: a=b\r\nx-a: 1\r\nx-a: 2\r\ncontent-length: 2\r\n\r\nok");
        setup.routes = List.of(changing(
                HeaderRules.NONE, rules(Map.of("x-a", "${request.path}"), Map.of("set-cookie", "c=d"), "server")));
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            Reply reply = client.get("/p");
            assertThat(reply.fields())
                    .containsOnlyKeys("set-cookie", "x-a", "content-length", "date")
                    .containsEntry("set-cookie", List.of("a=b", "c=d"))
                    .containsEntry("x-a", List.of("/p"));
            assertThat(reply.body()).isEqualTo("ok");
        }
    }

    @Test
    void rulesForResponsesHoldForAnswersOfOurOwnButForWhatTheyConsistOf() throws Exception {
        backend.close();
        setup.routes = List.of(changing(
                HeaderRules.NONE,
                rules(Map.of("strict-transport-security", "max-age=9", "content-type", "text/html"), Map.of())));
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            Reply reply = client.get("/");
            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.field("strict-transport-security")).isEqualTo("max-age=9");
            assertThat(reply.field("content-type")).isEqualTo("text/plain");
        }
    }

    private static Route rewriting(String strip, String add) {
        Forward forward = new Forward(
                TestProxy.UPSTREAM,
                UpstreamHost.PRESERVE,
                new Rewrite(strip, add),
                RouteTimeouts.DEFAULT,
                Retry.DEFAULT,
                Hedge.DEFAULT);
        return Route.plain("all", List.of(), RouteMatch.ANY, forward);
    }

    private static Route changing(HeaderRules requests, HeaderRules responses) {
        return new Route("all", List.of(), RouteMatch.ANY, Forward.to(TestProxy.UPSTREAM), requests, responses);
    }

    private static HeaderRules rules(Map<String, String> set, Map<String, String> add, String... remove) {
        return new HeaderRules(templates(set), templates(add), Set.of(remove));
    }

    private static Map<String, Template> templates(Map<String, String> values) {
        Map<String, Template> templates = new LinkedHashMap<>();
        values.forEach((name, value) -> templates.put(name, Template.parse(value)));
        return templates;
    }

    /** The head that the endpoint receives, in lower case. */
    private String seenFor(String request) throws Exception {
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            assertThat(client.send(request).read().status()).isEqualTo(200);
        }
        return backend.received().toLowerCase(Locale.ROOT);
    }
}
