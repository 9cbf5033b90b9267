package io.quorate.core.model;

import io.quorate.core.model.text.Names;
import java.util.List;

/**
 * From request to upstream.
 *
 * @param listeners names of the listeners that it holds for; empty: all
 * @param upstream name of the upstream that answers
 */
public record Route(
        String name,
        List<String> listeners,
        RouteMatch match,
        String upstream,
        UpstreamHost host,
        RouteTimeouts timeouts) {
    public Route {
        Names.check("route", name);
        listeners = List.copyOf(listeners);
    }
}
