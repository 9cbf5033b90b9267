package io.quorate.core.routing;

import io.quorate.core.model.HostPattern;
import io.quorate.core.model.Route;
import java.util.ArrayList;
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
    public record WrongMethod(Set<String> allowed) implements Match {}

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
        Set<String> allowed = new TreeSet<>();
        Match found = firstOf(exactHosts.getOrDefault(request.host(), List.of()), request, allowed);
        int dot = request.host().indexOf('.');
        while (!(found instanceof Found) && dot >= 0) {
            String parent = request.host().substring(dot + 1);
            found = firstOf(wildcardHosts.getOrDefault(parent, List.of()), request, allowed);
            dot = request.host().indexOf('.', dot + 1);
        }
        if (!(found instanceof Found)) {
            found = firstOf(anyHost, request, allowed);
        }
        return found instanceof NoRoute && !allowed.isEmpty() ? new WrongMethod(allowed) : found;
    }

    private static Match firstOf(List<Route> routes, Request request, Set<String> allowed) {
        for (Route route : routes) {
            if (matchesBesidesMethod(route, request)) {
                Set<String> methods = route.match().methods();
                if (methods.isEmpty() || methods.contains(request.method())) {
                    return new Found(route);
                }
                allowed.addAll(methods);
            }
        }
        return new NoRoute();
    }

    private static boolean matchesBesidesMethod(Route route, Request request) {
        return (route.listeners().isEmpty() || route.listeners().contains(request.listener()))
                && matchesPath(route, request.path())
                && route.match().headers().entrySet().stream()
                        .allMatch(header ->
                                header.getValue().equals(request.header().apply(header.getKey())));
    }

    private static boolean matchesPath(Route route, String path) {
        String wanted = route.match().path();
        if (route.match().exact() || !path.startsWith(wanted)) {
            return path.equals(wanted);
        }
        return wanted.endsWith("/") || path.length() == wanted.length() || path.charAt(wanted.length()) == '/';
    }
}
