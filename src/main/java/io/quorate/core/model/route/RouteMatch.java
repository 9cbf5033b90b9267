package io.quorate.core.model.route;

import io.quorate.core.model.net.HostPattern;
import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.HttpSyntax;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which requests a route takes. Every part that is given must hold.
 *
 * @param hosts empty: any
 * @param path a prefix by whole segments, or the whole path if {@code exact}
 * @param methods empty: any
 * @param headers header names, in lower case, and the value that each must have
 */
public record RouteMatch(
        List<HostPattern> hosts, String path, boolean exact, Set<String> methods, Map<String, String> headers) {
    /** Everything. */
    public static final RouteMatch ANY = new RouteMatch(List.of(), "/", false, Set.of(), Map.of());

    public RouteMatch {
        hosts = List.copyOf(hosts);
        methods = Set.copyOf(methods);
        headers = Map.copyOf(headers);
        methods.forEach(HttpSyntax::checkMethod);
        HttpSyntax.checkHeaders(headers);
        boolean plain =
                path.startsWith("/") && path.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '?' && c != '#');
        Expect.that(plain, "path", path, "a path that starts with /, without a query");
    }
}
