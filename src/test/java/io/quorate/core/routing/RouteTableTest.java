package io.quorate.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quorate.core.model.net.HostPattern;
import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.route.RouteMatch;
import io.quorate.core.routing.RouteTable.Found;
import io.quorate.core.routing.RouteTable.Match;
import io.quorate.core.routing.RouteTable.Request;
import io.quorate.core.routing.RouteTable.WrongMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
    /** Written as METHODS host path, with - for any; a path that ends in $ is exact. In the order of the config. */
    private static final RouteTable TABLE = table(
            "- - /",
            "- - /api",
            "- - /api/v1",
            "- - /api$",
            "GET,HEAD - /read",
            "POST - /read/write",
            "- a.com /",
            "- a.com /api$",
            "- *.a.com /",
            "- *.b.a.com /api",
            "GET b.com /only",
            "PUT *.com /only",
            "DELETE - /only",
            "- c.com,*.c.com /sub/",
            "- [::1] /",
            "- - /%2F");

    @ParameterizedTest
    @CsvSource({
        "GET x / ,             - - /",
        "GET '' / ,            - - /",
        "GET x /other ,        - - /",
        "GET x /api ,          - - /api$",
        "GET x /api/ ,         - - /api",
        "GET x /api/x ,        - - /api",
        "GET x /apix ,         - - /",
        "GET x /api%2Fx ,      - - /",
        "GET x /API ,          - - /",
        "GET x //api ,         - - /",
        "GET x /api;x ,        - - /",
        "GET x /api/v1 ,       - - /api/v1",
        "GET x /api/v1/x ,     - - /api/v1",
        "GET x /api/v10 ,      - - /api",
        "GET x /%2F ,          - - /%2F",
        "GET a.com / ,         - a.com /",
        "GET a.com /api ,      - a.com /api$",
        "GET a.com /api/x ,    - a.com /",
        "GET x.a.com / ,       - *.a.com /",
        "GET x.y.a.com / ,     - *.a.com /",
        "GET b.a.com /api ,    - *.a.com /",
        "GET x.b.a.com /api ,  - '*.b.a.com /api'",
        "GET x.b.a.com /x ,    - *.a.com /",
        "GET xa.com / ,        - - /",
        "GET a.com.x / ,       - - /",
        "GET .a.com / ,        - *.a.com /",
        "GET c.com /sub/x ,    '- c.com,*.c.com /sub/'",
        "GET d.c.com /sub/ ,   '- c.com,*.c.com /sub/'",
        "GET c.com /sub ,      - - /",
        "GET [::1] / ,         - [::1] /",
        "GET x /read ,         'GET,HEAD - /read'",
        "HEAD x /read/write ,  'GET,HEAD - /read'",
        "POST x /read/write ,  POST - /read/write",
        "POST x /read ,        - - /",
        "get x /read ,         - - /",
        "GET b.com /only ,     GET b.com /only",
        "PUT b.com /only ,     PUT *.com /only",
        "DELETE b.com /only/x, DELETE - /only",
        "PATCH b.com /only,    - - /"
    })
    void theMostSpecificThatMatchesInFullWins(String request, String route) {
        assertThat(routeOf(TABLE.match(request(request)))).isEqualTo(route.replace("'", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH b.com /only,   'DELETE,GET,PUT'",
        "PATCH d.com /only,   'DELETE,PUT'",
        "PATCH x /only,       DELETE",
        "PATCH x /only/read,  'DELETE,HEAD,POST'",
        "PATCH x /other,      ''",
        "PATCH b.com /onlyx,  ''"
    })
    void wrongMethodNamesThoseOfEveryRouteThatWouldTakeIt(String request, String allowed) {
        RouteTable table = table("GET b.com /only", "PUT *.com /only", "DELETE - /only", "HEAD,POST - /only/read");
        Match match = table.match(request(request));
        String methods = match instanceof WrongMethod wrong ? String.join(",", wrong.allowed()) : "";

        assertThat(methods).isEqualTo(allowed);
    }

    @Test
    void theAllowedMethodsCannotBeChanged() {
        Match match = table("GET - /").match(request("PUT x /"));

        assertThat(match)
                .isInstanceOfSatisfying(
                        WrongMethod.class,
                        wrong -> assertThatExceptionOfType(UnsupportedOperationException.class)
                                .isThrownBy(() -> wrong.allowed().add("PUT")));
    }

    @Test
    void anEmptyTableHasNoRoute() {
        assertThat(table().match(request("GET x /"))).isInstanceOf(RouteTable.NoRoute.class);
    }

    @Test
    void aRouteHoldsForItsListenersOnly() {
        Route inner = route("inner", List.of("inner"), RouteMatch.ANY);
        Route both = route("both", List.of("inner", "outer"), match("/both", Set.of(), Map.of()));
        RouteTable table = new RouteTable(List.of(inner, both));

        assertThat(routeOf(table.match(on("inner", "/both")))).isEqualTo("both");
        assertThat(routeOf(table.match(on("outer", "/both")))).isEqualTo("both");
        assertThat(routeOf(table.match(on("inner", "/")))).isEqualTo("inner");
        assertThat(table.match(on("outer", "/"))).isInstanceOf(RouteTable.NoRoute.class);
    }

    @Test
    void allHeadersMustEqualAndMoreHeadersAreMoreSpecific() {
        RouteTable table = new RouteTable(List.of(
                route("none", List.of(), RouteMatch.ANY),
                route("one", List.of(), match("/", Set.of(), Map.of("x-a", "1"))),
                route("two", List.of(), match("/", Set.of(), Map.of("x-a", "1", "x-b", "2")))));

        assertThat(routeOf(table.match(with(Map.of())))).isEqualTo("none");
        assertThat(routeOf(table.match(with(Map.of("x-a", "2"))))).isEqualTo("none");
        assertThat(routeOf(table.match(with(Map.of("x-a", "1"))))).isEqualTo("one");
        assertThat(routeOf(table.match(with(Map.of("x-b", "2"))))).isEqualTo("none");
        assertThat(routeOf(table.match(with(Map.of("x-a", "1", "x-b", "2"))))).isEqualTo("two");
    }

    @Test
    void aRouteThatDoesNotMatchByHeaderAllowsNoMethod() {
        RouteTable table =
                new RouteTable(List.of(route("one", List.of(), match("/", Set.of("PUT"), Map.of("x-a", "1")))));

        assertThat(table.match(with(Map.of()))).isInstanceOf(RouteTable.NoRoute.class);
        assertThat(table.match(with(Map.of("x-a", "1")))).isInstanceOf(WrongMethod.class);
    }

    @Test
    void methodsAreMoreSpecificThanNoneAndThenTheOrderDecides() {
        RouteTable table = table("- - /", "GET - /", "GET,PUT - /");

        assertThat(routeOf(table.match(request("GET x /")))).isEqualTo("GET - /");
        assertThat(routeOf(table.match(request("PUT x /")))).isEqualTo("GET,PUT - /");
        assertThat(routeOf(table.match(request("POST x /")))).isEqualTo("- - /");
    }

    @Test
    void ofRoutesThatAreAlikeTheFirstWins() {
        RouteTable table = new RouteTable(
                List.of(route("first", List.of(), RouteMatch.ANY), route("second", List.of(), RouteMatch.ANY)));

        assertThat(routeOf(table.match(request("GET x /")))).isEqualTo("first");
    }

    @Test
    void aHostLongerThanAnyNameMatchesNoWildcard() {
        String host = "a.".repeat(125) + "a.com";

        assertThat(routeOf(TABLE.match(request("GET " + host + " /")))).isEqualTo("- *.a.com /");
        assertThat(routeOf(TABLE.match(request("GET x" + host + " /")))).isEqualTo("- - /");
    }

    private static RouteTable table(String... routes) {
        return new RouteTable(Arrays.stream(routes).map(RouteTableTest::route).toList());
    }

    /** Its upstream carries the text, since a name may not. */
    private static Route route(String text) {
        String[] parts = text.split(" ", -1);
        Set<String> methods = parts[0].equals("-") ? Set.of() : Set.of(parts[0].split(","));
        List<HostPattern> hosts = parts[1].equals("-")
                ? List.of()
                : Stream.of(parts[1].split(",")).map(HostPattern::parse).collect(Collectors.toList());
        boolean exact = parts[2].endsWith("$");
        String path = exact ? parts[2].substring(0, parts[2].length() - 1) : parts[2];
        return route(text, List.of(), new RouteMatch(hosts, path, exact, methods, Map.of()));
    }

    private static Route route(String upstream, List<String> listeners, RouteMatch match) {
        return Route.plain("r", listeners, match, Forward.to(upstream));
    }

    private static RouteMatch match(String path, Set<String> methods, Map<String, String> headers) {
        return new RouteMatch(List.of(), path, false, methods, headers);
    }

    private static Request request(String text) {
        String[] parts = text.replace("''", "").split(" ", -1);
        return new Request("web", parts[1], parts[2], parts[0], name -> "");
    }

    private static Request on(String listener, String path) {
        return new Request(listener, "x", path, "GET", name -> "");
    }

    private static Request with(Map<String, String> headers) {
        return new Request("web", "x", "/", "GET", name -> headers.getOrDefault(name, ""));
    }

    private static String routeOf(Match match) {
        return match instanceof Found found ? found.route().upstream() : match.toString();
    }
}
