package io.quorate.app.health;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.cluster.ClusterLink;
import io.quorate.cluster.ClusterMetrics;
import io.quorate.cluster.ClusterOptions;
import io.quorate.cluster.HazelcastLink;
import io.quorate.cluster.SoloLink;
import io.quorate.core.model.MemberId;
import io.vertx.core.Vertx;

/** Makes the way from a member to the others. */
@FunctionalInterface
public interface Links {
    /** For a member that is meant to be alone. */
    Links ALONE = (vertx, self, registry) -> new SoloLink();

    /** For a member of a cluster. */
    static Links clustered(ClusterOptions options) {
        return (vertx, self, registry) -> new HazelcastLink(vertx, options, self, new ClusterMetrics(registry));
    }

    /** The link of a member, not started yet; called on the event loop that will use it. */
    ClusterLink link(Vertx vertx, MemberId self, PrometheusRegistry registry);
}
