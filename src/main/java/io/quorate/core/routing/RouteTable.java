package io.quorate.core.routing;

import io.quorate.core.model.net.HostPattern;
import io.quorate.core.model.route.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Finds the route for a request. The most specific that matches in full wins: exact host over {@code *.host} (the
 * longest first) over any; then the longest path, exact over prefix; then more headers, then methods over none; then
 * the order of the config.
 */
public final class RouteTable {
    private static final Comparator<Route> MOST_SPECIFIC_FIRST = Comparator.comparingInt(
                    (Route route) -> -route.match().path().length())
            .thenComparing(route -> !route.match().exact())
            .thenComparing(route -> -route.match().headers().size())
            .thenComparing(route -> route.match().methods().isEmpty());

    private static final Match NO_ROUTE = new NoRoute();
    /** What is longer is no DNS name (RFC 1035 section 3.1), and costs more to look up the more dots it has. */
    private static final int LONGEST_HOST = 255;

    private final Map<String, List<Route>> exactHosts = new HashMap<>();
    private final Map<String, List<Route>> wildcardHosts = new HashMap<>();
    private final List<Route> anyHost = new ArrayList<>();

    public RouteTable(List<Route> routes) {
        for (Route route : routes) {
            for (HostPattern host : route.match().hosts()) {
                Map<String, List<Route>> byHost = host.wildcard() ? wildcardHosts : exactHosts;
                byHost.computeIfAbsent(host.name(), name -> new ArrayList<>()).add(route);
            }
            if (route.match().hosts().isEmpty()) {
                anyHost.add(route);
            }
        }
        exactHosts.values().forEach(list -> list.sort(MOST_SPECIFIC_FIRST));
        wildcardHosts.values().forEach(list -> list.sort(MOST_SPECIFIC_FIRST));
        anyHost.sort(MOST_SPECIFIC_FIRST);
    }

    /** What the table says of a request. */
    public sealed interface Match permits Found, WrongMethod, NoRoute {}

    /** The route that takes it. */
    public record Found(Route route) implements Match {}

    /** Some route would take it if the method were one of these, in order. */
    public record WrongMethod(Set<String> allowed) implements Match {
        public WrongMethod {
            allowed = Collections.unmodifiableSet(new TreeSet<>(allowed));
        }

        private WrongMethod or(Set<String> methods) {
            Set<String> both = new TreeSet<>(allowed);
            both.addAll(methods);
            return new WrongMethod(both);
        }
    }

    /** No route, whatever the method. */
    public record NoRoute() implements Match {}

    /**
     * What a request is matched on.
     *
     * @param listener name of the one that took it
     * @param host in lower case, without a port; empty if the request has none
     * @param path normalised
     * @param header value by lower-case name, empty if the request does not have it
     */
    public record Request(String listener, String host, String path, String method, UnaryOperator<String> header) {}

    /** Finds the route. */
    public Match match(Request request) {
        Match match = firstOf(exactHosts.getOrDefault(request.host(), List.of()), request, NO_ROUTE);
        if (!(match instanceof Found)
                && !wildcardHosts.isEmpty()
                && request.host().length() <= LONGEST_HOST) {
            match = longestWildcard(request, match);
        }
        return match instanceof Found ? match : firstOf(anyHost, request, match);
    }

    private Match longestWildcard(Request request, Match before) {
        Match match = before;
        String host = request.host();
        int dot = host.indexOf('.');
        while (!(match instanceof Found) && dot >= 0) {
            match = firstOf(wildcardHosts.getOrDefault(host.substring(dot + 1), List.of()), request, match);
            dot = host.indexOf('.', dot + 1);
        }
        return match;
    }

    /** The first route that takes the request; else what was found before, with the methods that would do here. */
    private static Match firstOf(List<Route> routes, Request request, Match before) {
        Match match = before;
        for (Route route : routes) {
            if (matchesBesidesMethod(route, request)) {
                Set<String> methods = route.match().methods();
                if (methods.isEmpty() || methods.contains(request.method())) {
                    return new Found(route);
                }
                match = match instanceof WrongMethod wrong ? wrong.or(methods) : new WrongMethod(methods);
            }
        }
        return match;
    }

    private static boolean matchesBesidesMethod(Route route, Request request) {
        return matchesPath(route, request.path())
                && (route.listeners().isEmpty() || route.listeners().contains(request.listener()))
                && matchesHeaders(route, request);
    }

    private static boolean matchesHeaders(Route route, Request request) {
        for (Map.Entry<String, String> header : route.match().headers().entrySet()) {
            if (!header.getValue().equals(request.header().apply(header.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesPath(Route route, String path) {
        String wanted = route.match().path();
        if (route.match().exact() || !path.startsWith(wanted)) {
            return path.equals(wanted);
        }
        return wanted.endsWith("/") || path.length() == wanted.length() || path.charAt(wanted.length()) == '/';
    }
}
