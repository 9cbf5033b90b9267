package io.quorate.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.net.HostPattern;
import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.route.RouteMatch;
import io.quorate.core.routing.RouteTable.Match;
import io.quorate.core.routing.RouteTable.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table against a matcher that looks at every route and scores it, written from the contract's words alone. */
class RouteTableReferenceTest {
    private static final List<String> HOSTS = List.of("a", "b.a", "c.b.a", "d.c.b.a", "z");
    private static final List<String> SEGMENTS = List.of("a", "b", "ab");
    private static final List<String> METHODS = List.of("GET", "PUT", "POST");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void findsWhatTheReferenceFinds(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<Route> routes = new ArrayList<>();
            for (int i = random.nextInt(25); i > 0; i--) {
                routes.add(randomRoute(random, routes.size()));
            }
            RouteTable table = new RouteTable(routes);
            for (int i = 0; i < 60; i++) {
                Map<String, String> headers = randomHeaders(random);
                Request request = randomRequest(random, headers);
                assertThat(table.match(request))
                        .as("seed %d: %s with %s in %s", seed, request, headers, routes)
                        .isEqualTo(reference(routes, request));
            }
        }
    }

    private static Match reference(List<Route> routes, Request request) {
        Route best = null;
        long most = -1;
        Set<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            int host = hostScore(route, request.host());
            if (host < 0 || !takesBesidesMethod(route, request)) {
                continue;
            }
            RouteMatch match = route.match();
            if (!match.methods().isEmpty() && !match.methods().contains(request.method())) {
                allowed.addAll(match.methods());
                continue;
            }
            long score = host * 100L + match.path().length();
            score = score * 2 + (match.exact() ? 1 : 0);
            score = score * 10 + match.headers().size();
            score = score * 2 + (match.methods().isEmpty() ? 0 : 1);
            if (score > most) {
                most = score;
                best = route;
            }
        }
        if (best != null) {
            return new RouteTable.Found(best);
        }
        return allowed.isEmpty() ? new RouteTable.NoRoute() : new RouteTable.WrongMethod(allowed);
    }

    private static int hostScore(Route route, String host) {
        int best = route.match().hosts().isEmpty() ? 0 : -1;
        for (HostPattern pattern : route.match().hosts()) {
            if (!pattern.wildcard() && pattern.name().equals(host)) {
                best = 1_000;
            } else if (pattern.wildcard() && host.endsWith("." + pattern.name())) {
                best = Math.max(best, pattern.name().length());
            }
        }
        return best;
    }

    private static boolean takesBesidesMethod(Route route, Request request) {
        RouteMatch match = route.match();
        List<String> wanted = List.of(match.path().substring(1).split("/", -1));
        List<String> given = List.of(request.path().substring(1).split("/", -1));
        boolean prefix = match.path().equals("/")
                || (given.size() >= wanted.size()
                        && given.subList(0, wanted.size()).equals(wanted));
        return (route.listeners().isEmpty() || route.listeners().contains(request.listener()))
                && (match.exact() ? match.path().equals(request.path()) : prefix)
                && match.headers().entrySet().stream()
                        .allMatch(header ->
                                header.getValue().equals(request.header().apply(header.getKey())));
    }

    private static Route randomRoute(Random random, int number) {
        List<HostPattern> hosts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            hosts.add(new HostPattern(one(random, HOSTS), random.nextBoolean()));
        }
        Set<String> methods = new TreeSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            methods.add(one(random, METHODS));
        }
        RouteMatch match =
                new RouteMatch(hosts, randomPath(random), random.nextInt(4) == 0, methods, randomHeaders(random));
        List<String> listeners = random.nextInt(3) == 0 ? List.of(one(random, SEGMENTS)) : List.of();
        return Route.plain("r" + number, listeners, match, Forward.to("u"));
    }

    private static Request randomRequest(Random random, Map<String, String> headers) {
        return new Request(
                one(random, SEGMENTS),
                one(random, HOSTS),
                randomPath(random),
                one(random, METHODS),
                name -> headers.getOrDefault(name, ""));
    }

    private static Map<String, String> randomHeaders(Random random) {
        Map<String, String> headers = new HashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            headers.put("x-" + random.nextInt(2), String.valueOf(random.nextInt(2)));
        }
        return headers;
    }

    private static String randomPath(Random random) {
        StringBuilder path = new StringBuilder("/");
        for (int i = random.nextInt(4); i > 0; i--) {
            path.append(one(random, SEGMENTS)).append(i > 1 ? "/" : "");
        }
        return path.toString();
    }

    private static String one(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
