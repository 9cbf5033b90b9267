package io.quorate.discovery.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.quorate.core.model.text.Expect;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.discovery.Finder;
import io.quorate.discovery.Finders;
import io.quorate.discovery.Finding;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds endpoints by watching the EndpointSlices of a Kubernetes service. Knows the API server only while something is
 * to be found. Takes {@link Discovery.Slices} only.
 */
public final class SlicesFinders implements Finders {
    private final Vertx vertx;
    private final Supplier<Config> place;
    private final SlicesTiming timing;
    private @Nullable ApiServer server;
    private int users;

    /** The API server of the cluster that this process runs in, else the one of its user's kubeconfig. */
    public SlicesFinders(Vertx vertx) {
        this(vertx, SlicesFinders::thisPlace, SlicesTiming.USUAL);
    }

    /** @param place read on a thread that may wait, whenever a client is made */
    SlicesFinders(Vertx vertx, Supplier<Config> place, SlicesTiming timing) {
        this.vertx = vertx;
        this.place = place;
        this.timing = timing;
    }

    @Override
    public Finder find(Discovery wanted, Consumer<Finding> told) {
        if (!(wanted instanceof Discovery.Slices slices)) {
            throw Expect.refusal("discovery", wanted, "EndpointSlices");
        }
        RetryPace pace = new RetryPace(
                timing.first(),
                timing.longest(),
                () -> ThreadLocalRandom.current().nextDouble());
        SlicesSource source =
                new SlicesSource(slices, acquired(), timing.request().multipliedBy(2), this::release);
        SlicesFinder finder = new SlicesFinder(vertx.getOrCreateContext(), source, timing, pace, told);
        finder.begin();
        return finder;
    }

    private synchronized ApiServer acquired() {
        users++;
        if (server == null) {
            server = new ApiServer(place, timing);
        }
        return server;
    }

    private synchronized void release() {
        users--;
        if (users == 0 && server != null) {
            server.close();
            server = null;
        }
    }

    private static Config thisPlace() {
        return new ConfigBuilder().build();
    }
}
