package io.quorate.core.model.route;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.Names;
import java.util.List;

/**
 * From request to answer.
 *
 * @param listeners names of the listeners that it holds for; empty: all
 * @param requestHeaders what an endpoint sees changed; not its {@code Host}, which is the action's
 * @param responseHeaders what the client sees changed
 */
public record Route(
        String name,
        List<String> listeners,
        RouteMatch match,
        RouteAction action,
        HeaderRules requestHeaders,
        HeaderRules responseHeaders) {
    public Route {
        Names.check("route", name);
        listeners = List.copyOf(listeners);
        Expect.that(!requestHeaders.concerns("host"), "requestHeaders", "host", "the key `host` of the route for it");
    }

    /** One that changes no header fields. */
    public static Route plain(String name, List<String> listeners, RouteMatch match, RouteAction action) {
        return new Route(name, listeners, match, action, HeaderRules.NONE, HeaderRules.NONE);
    }

    /** The same for these listeners. */
    public Route heldTo(List<String> others) {
        return new Route(name, others, match, action, requestHeaders, responseHeaders);
    }

    /** Name of the upstream that answers; empty if none does. */
    public String upstream() {
        return action instanceof Forward forward ? forward.upstream() : "";
    }
}
