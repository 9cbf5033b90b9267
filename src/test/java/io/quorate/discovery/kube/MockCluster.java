package io.quorate.discovery.kube;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** fabric8's API server, which keeps what it is given, behind a {@link Relay}. */
final class MockCluster implements AutoCloseable {
    /** It logs each request to standard error. */
    private static final Logger LOG = Logger.getLogger(MockWebServer.class.getName());

    static {
        LOG.setLevel(Level.OFF);
    }

    private final KubernetesMockServer server;
    private final KubernetesClient admin;
    private final Relay relay;

    MockCluster(Vertx vertx) {
        Map<ServerRequest, Queue<ServerResponse>> answers = new HashMap<>();
        server = new KubernetesMockServer(
                new Context(), new MockWebServer(), answers, new KubernetesMixedDispatcher(answers), false);
        server.init(InetAddress.getLoopbackAddress(), 0);
        admin = ClientMaker.make(placeOf(server.getPort(), SliceMaker.NAMESPACE), Duration.ofSeconds(20));
        relay = new Relay(vertx, server.getPort());
    }

    Relay relay() {
        return relay;
    }

    /** Where finders find it, on the other side of the relay. */
    Config place() {
        return placeIn(SliceMaker.NAMESPACE);
    }

    Config placeIn(@Nullable String namespace) {
        return placeOf(relay.port(), namespace);
    }

    void put(EndpointSlice... slices) {
        for (EndpointSlice slice : slices) {
            admin.resource(slice).createOr(op -> op.update());
        }
    }

    void delete(EndpointSlice slice) {
        admin.resource(slice).delete();
    }

    private static Config placeOf(int port, @Nullable String namespace) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + port + "/")
                .withNamespace(namespace)
                .build();
    }

    @Override
    public void close() {
        admin.close();
        try {
            server.destroy();
        } catch (IllegalStateException slow) {
            // It gives its own event loops ten seconds to end, which is no matter of ours.
            return;
        }
    }
}
