package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.net.HostPattern;
import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.HeaderRules;
import io.quorate.core.model.route.Redirect;
import io.quorate.core.model.route.Respond;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.route.RouteAction;
import io.quorate.core.model.route.RouteMatch;
import io.quorate.core.model.text.Template;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that redirect or answer by themselves, and which requests they take. */
class OwnAnswerTest {
    private static final String EVERYTHING = "https://${request.hostname}${request.uri}";

    private final TestProxy.Setup setup = new TestProxy.Setup();

    @ParameterizedTest
    @CsvSource({
        "Shop.Example:8080, /a/%2e./b?c=d, https://shop.example/b?c=d",
        "shop.example.,     //evil.example, https://shop.example//evil.example",
        "[::1]:8080,        /%0d%0aset-cookie:a, https://[::1]/%0D%0Aset-cookie:a"
    })
    void redirectsToTheSameThingElsewhere(String host, String target, String location) throws Exception {
        Reply reply = reply(redirect(EVERYTHING, 308), "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        assertThat(reply.status()).isEqualTo(308);
        assertThat(reply.field("location")).isEqualTo(location);
        assertThat(reply.field("content-type")).isEqualTo("text/plain");
        assertThat(reply.body()).matches("308 Permanent Redirect: .* \\(request [0-9a-f]{32}\\)\n");
    }

    @Test
    void redirectsAHeadRequestWithoutABody() throws Exception {
        try (TestProxy proxy = with(redirect(EVERYTHING, 302));
                RawClient client = proxy.client()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read(true).field("location")).isEqualTo("https://a/");
            assertThat(client.get("/next").field("location")).isEqualTo("https://a/next");
        }
    }

    @Test
    void refusesToRedirectToAHostThatTheRequestDoesNotName() throws Exception {
        assertThat(reply(redirect(EVERYTHING, 302), "GET //evil.example HTTP/1.0\r\n\r\n")
                        .status())
                .isEqualTo(400);
        assertThat(reply(redirect("https://b${request.uri}", 302), "GET /x HTTP/1.0\r\n\r\n")
                        .field("location"))
                .isEqualTo("https://b/x");
    }

    @Test
    void answersWithTheBytesOfTheConfig() throws Exception {
        Respond respond = new Respond(418, "caf\u00e9\n", Map.of("x-a", "1"));
        Reply reply = reply(respond, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(reply.status()).isEqualTo(418);
        assertThat(reply.body()).isEqualTo("caf\u00c3\u00a9\n");
        assertThat(reply.fields())
                .containsOnlyKeys("content-type", "content-length", "x-a", "date")
                .containsEntry("content-type", List.of("text/plain; charset=utf-8"))
                .containsEntry("content-length", List.of("6"))
                .containsEntry("x-a", List.of("1"));
    }

    @Test
    void answersWithTheTypeOfTheConfig() throws Exception {
        Respond respond = new Respond(200, "{}", Map.of("content-type", "application/json"));
        assertThat(reply(respond, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").field("content-type"))
                .isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 205, 304, 200})
    void answersWithoutABody(int status) throws Exception {
        try (TestProxy proxy = with(new Respond(status, "", Map.of()));
                RawClient client = proxy.client()) {
            for (int i = 0; i < 2; i++) {
                Reply reply = client.get("/");
                assertThat(reply.status()).isEqualTo(status);
                assertThat(reply.fields()).doesNotContainKeys("content-type", "transfer-encoding");
                assertThat(reply.field("content-length")).isEqualTo(status % 100 == 4 ? "" : "0");
            }
        }
    }

    @Test
    void answersAHeadRequestWithoutABody() throws Exception {
        try (TestProxy proxy = with(new Respond(200, "hello", Map.of()));
                RawClient client = proxy.client()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read(true).field("content-type")).startsWith("text/plain");
            assertThat(client.get("/").body()).isEqualTo("hello");
        }
    }

    @Test
    void answersBeforeTheBodyOfTheRequestAndReadsNothingAfterIt() throws Exception {
        try (TestProxy proxy = with(new Respond(200, "hello", Map.of()));
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18\r\n\r\nGET /x HTTP/1.1\r\n");
            Reply reply = client.read();
            assertThat(reply.body()).isEqualTo("hello");
            assertThat(reply.field("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void rulesForResponsesDoNotUndoWhatAnAnswerConsistsOf() throws Exception {
        HeaderRules rules = new HeaderRules(
                Map.of("x-a", Template.parse("rule"), "x-b", Template.parse("rule")), Map.of(), Set.of("location"));
        setup.routes = List.of(
                new Route("r", List.of(), at("/r"), redirect("/x", 302), HeaderRules.NONE, rules),
                new Route(
                        "s", List.of(), at("/s"), new Respond(200, "", Map.of("x-a", "own")), HeaderRules.NONE, rules));
        try (TestProxy proxy = setup.to(1);
                RawClient client = proxy.client()) {
            Reply redirected = client.get("/r");
            assertThat(redirected.field("location") + redirected.field("x-a")).isEqualTo("/xrule");
            Reply answered = client.get("/s");
            assertThat(answered.field("x-a") + answered.field("x-b")).isEqualTo("ownrule");
        }
    }

    @Test
    void aMethodThatARouteDoesNotNameIsNotAllowedNotEvenHead() throws Exception {
        RouteMatch match = new RouteMatch(List.of(), "/", false, Set.of("POST", "GET"), Map.of());
        setup.routes = List.of(Route.plain("s", List.of(), match, new Respond(200, "hello", Map.of())));
        try (TestProxy proxy = setup.to(1);
                RawClient client = proxy.client()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            Reply reply = client.read(true);
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.field("allow")).isEqualTo("GET, POST");
            assertThat(client.get("/").body()).isEqualTo("hello");
        }
    }

    /** The fields that the request has (apart by |), and whether the route takes it. */
    @ParameterizedTest
    @CsvSource({
        "X-A: 1|X-B: 2, 200",
        "x-b: 2|x-a: 1, 200",
        "X-A:   1  |X-B: 2, 200",
        "X-A: 1, 404",
        "X-A: 1|X-B: 3, 404",
        "X-A: 1|X-A: 1|X-B: 2, 404",
        "X-A: 1|X-B: 2|X-E: x, 404",
        "X-A: 1|X-B: 2|X-E:, 200"
    })
    void allHeadersMustBeEqual(String fields, int status) throws Exception {
        RouteMatch match = new RouteMatch(List.of(), "/", false, Set.of(), Map.of("x-a", "1", "x-b", "2", "x-e", ""));
        setup.routes = List.of(Route.plain("s", List.of(), match, new Respond(200, "", Map.of())));
        try (TestProxy proxy = setup.to(1);
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n" + fields.replace("|", "\r\n") + "\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(status);
        }
    }

    @Test
    void aHeaderThatIsThereTwiceIsTheListOfItsValues() throws Exception {
        RouteMatch match = new RouteMatch(List.of(), "/", false, Set.of(), Map.of("x-a", "1, 2"));
        setup.routes = List.of(Route.plain("s", List.of(), match, new Respond(200, "", Map.of())));
        try (TestProxy proxy = setup.to(1);
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nX-A: 2\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example,        exact",
        "SHOP.Example,        exact",
        "shop.example:8080,   exact",
        "shop.example.,       exact",
        "shop.example.:8080,  exact",
        "a.shop.example,      wildcard",
        "A.b.SHOP.example:80, wildcard",
        "ashop.example,       any",
        "shop.example.evil,   any",
        "[::1]:80,            address"
    })
    void hostsMatchWhateverTheirCaseAndPort(String host, String route) throws Exception {
        setup.routes = List.of(
                named("any", List.of()),
                named("wildcard", List.of(HostPattern.parse("*.Shop.example"))),
                named("exact", List.of(HostPattern.parse("shop.Example"))),
                named("address", List.of(HostPattern.parse("[::1]"))));
        try (TestProxy proxy = setup.to(1);
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            assertThat(client.read().body()).isEqualTo(route);
        }
    }

    @Test
    void countsAnswersOfItsOwnUnderTheirRoute() throws Exception {
        setup.routes = List.of(
                Route.plain("all", List.of(), RouteMatch.ANY, Forward.to(TestProxy.UPSTREAM)),
                Route.plain("gone", List.of(), at("/gone"), new Respond(410, "", Map.of())));
        try (TestProxy proxy = setup.to(1);
                RawClient client = proxy.client()) {
            client.get("/gone");
            assertThat(proxy.registry.scrape(name -> name.equals("quorate_requests")).stream()
                            .flatMap(metric -> metric.getDataPoints().stream())
                            .map(point -> point.getLabels().get("route")
                                    + point.getLabels().get("code")))
                    .containsExactly("gone410");
        }
    }

    private static Route named(String name, List<HostPattern> hosts) {
        RouteMatch match = new RouteMatch(hosts, "/", false, Set.of(), Map.of());
        return Route.plain(name, List.of(), match, new Respond(200, name, Map.of()));
    }

    private static RouteMatch at(String path) {
        return new RouteMatch(List.of(), path, false, Set.of(), Map.of());
    }

    private static Redirect redirect(String location, int status) {
        return new Redirect(Template.parse(location), status);
    }

    private TestProxy with(RouteAction action) {
        setup.routes = List.of(Route.plain("own", List.of(), RouteMatch.ANY, action));
        return setup.to(1);
    }

    private Reply reply(RouteAction action, String request) throws Exception {
        try (TestProxy proxy = with(action);
                RawClient client = proxy.client()) {
            return client.send(request).read();
        }
    }
}
