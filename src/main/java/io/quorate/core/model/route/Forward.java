package io.quorate.core.model.route;

/**
 * Hands requests to an upstream.
 *
 * @param upstream its name
 * @param host what its endpoints see as {@code Host}
 */
public record Forward(
        String upstream, UpstreamHost host, Rewrite rewrite, RouteTimeouts timeouts, Retry retry, Hedge hedge)
        implements RouteAction {
    /** To that upstream, with nothing changed. */
    public static Forward to(String upstream) {
        return new Forward(
                upstream, UpstreamHost.PRESERVE, Rewrite.NONE, RouteTimeouts.DEFAULT, Retry.DEFAULT, Hedge.DEFAULT);
    }
}
