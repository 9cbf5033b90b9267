package io.quorate.discovery.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
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
    private static final int CONNECT_MILLIS = 5_000;
    private static final long PING_MILLIS = 10_000;

    private final Vertx vertx;
    private final Supplier<KubernetesClient> maker;
    private final SlicesTiming timing;
    private @Nullable ApiServer server;
    private int users;

    /** The API server of the cluster that this process runs in, else the one of its user's kubeconfig. */
    public SlicesFinders(Vertx vertx) {
        this(vertx, SlicesFinders::clientOfThisPlace, SlicesTiming.USUAL);
    }

    /** @param maker of a client that is closed here; called on a thread that may wait */
    SlicesFinders(Vertx vertx, Supplier<KubernetesClient> maker, SlicesTiming timing) {
        this.vertx = vertx;
        this.maker = maker;
        this.timing = timing;
    }

    @Override
    public Finder find(Discovery wanted, Consumer<Finding> told) {
        if (!(wanted instanceof Discovery.Slices slices)) {
            throw Expect.refusal("discovery", wanted, "EndpointSlices");
        }
        RetryPace pace = new RetryPace(
                timing.first(), timing.longest(), () -> ThreadLocalRandom.current().nextDouble());
        SlicesFinder finder = new SlicesFinder(
                vertx.getOrCreateContext(), new SlicesSource(slices, acquired(), this::release), timing, pace, told);
        finder.begin();
        return finder;
    }

    private synchronized ApiServer acquired() {
        users++;
        if (server == null) {
            server = new ApiServer(maker, timing);
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

    static KubernetesClient clientOfThisPlace() {
        // Over HTTP/2 all would share one connection, and one that went silent would be used until TCP gives it up.
        Config config = new ConfigBuilder()
                .withHttp2Disable(true)
                .withConnectionTimeout(CONNECT_MILLIS)
                .withWebsocketPingInterval(PING_MILLIS)
                .withUserAgent("quorate")
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }
}
