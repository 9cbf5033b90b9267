package io.quorate.discovery.kube;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.logging.Level;
import java.util.logging.Logger;

/** fabric8's API server, which keeps what it is given, behind a {@link Relay}. */
final class MockCluster implements AutoCloseable {
    private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/prod/endpointslices";
    private static final String OF_SHOP = "labelSelector=kubernetes.io%2Fservice-name%3Dshop";

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
        admin = clientOf(server.getPort(), SliceMaker.NAMESPACE);
        relay = new Relay(vertx, server.getPort());
    }

    Relay relay() {
        return relay;
    }

    /** What a finder is given: a client that comes by the relay. */
    KubernetesClient client() {
        return clientOf(relay.port(), SliceMaker.NAMESPACE);
    }

    KubernetesClient clientIn(String namespace) {
        return clientOf(relay.port(), namespace);
    }

    void put(EndpointSlice... slices) {
        for (EndpointSlice slice : slices) {
            admin.resource(slice).createOr(op -> op.update());
        }
    }

    void delete(EndpointSlice slice) {
        admin.resource(slice).delete();
    }

    /** The next lists are answered so. */
    void answerLists(int code, String message, int times) {
        server.expect()
                .get()
                .withPath(SLICES + "?" + OF_SHOP)
                .andReturn(code, status(code, message))
                .times(times);
    }

    private static Object status(int code, String message) {
        return new StatusBuilder()
                .withStatus("Failure")
                .withCode(code)
                .withMessage(message)
                .build();
    }

    private static KubernetesClient clientOf(int port, String namespace) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + port + "/")
                .withNamespace(namespace)
                .withConnectionTimeout(5_000)
                .withHttp2Disable(true)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    @Override
    public void close() {
        admin.close();
        server.destroy();
    }
}
