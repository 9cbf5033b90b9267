package io.quorate.discovery.kube;

import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceListBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An API server that says what a test has it say: what fabric8's own cannot. */
final class ScriptedApi {
    static final int FINE = 200;

    /** Begins an answer and never ends it. */
    static final int HALF = 0;

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private final HttpServer server;
    private final String scheme;
    private final List<EndpointSlice> slices = new CopyOnWriteArrayList<>();
    private final List<String> lists = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Watching> watches = new LinkedBlockingQueue<>();
    private volatile int toLists = FINE;
    private volatile int toWatches = FINE;
    private volatile String version = "1";

    /** A watch that has begun, and from which version. */
    record Watching(String from, ServerWebSocket socket) {
        void tell(String type, Object object) {
            WatchEvent event = new WatchEvent();
            event.setType(type);
            event.setObject((KubernetesResource) object);
            Seeker.waitFor(socket.writeTextMessage(JSON.asJson(event)));
        }

        void end() {
            Seeker.waitFor(socket.close());
        }
    }

    ScriptedApi(Vertx vertx, HttpServerOptions options) {
        scheme = options.isSsl() ? "https" : "http";
        server = Seeker.waitFor(
                vertx.createHttpServer(options).requestHandler(this::answer).listen(0, "127.0.0.1"));
    }

    Config place() {
        return new ConfigBuilder(Config.empty()).withMasterUrl(url()).build();
    }

    String url() {
        return scheme + "://127.0.0.1:" + server.actualPort() + "/";
    }

    /** What lists have from now on. */
    void holds(String atVersion, EndpointSlice... some) {
        version = atVersion;
        slices.clear();
        slices.addAll(List.of(some));
    }

    void answersLists(int code) {
        toLists = code;
    }

    void answersWatches(int code) {
        toWatches = code;
    }

    int lists() {
        return lists.size();
    }

    /** The next watch that begins. */
    Watching watch() {
        try {
            Watching begun = watches.poll(30, TimeUnit.SECONDS);
            if (begun == null) {
                throw new AssertionError("no watch");
            }
            return begun;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The server has forgotten the version that a watch goes on from. */
    static Object gone() {
        return new StatusBuilder()
                .withStatus("Failure")
                .withCode(410)
                .withReason("Expired")
                .withMessage("too old resource version")
                .build();
    }

    private void answer(HttpServerRequest request) {
        boolean watch = "true".equals(request.getParam("watch"));
        if (!watch) {
            lists.add(request.uri());
        }
        int code = watch ? toWatches : toLists;
        if (code == HALF) {
            request.response().setChunked(true).write("{");
        } else if (code != FINE) {
            String status = JSON.asJson(new StatusBuilder()
                    .withStatus("Failure")
                    .withCode(code)
                    .withMessage("as scripted")
                    .build());
            request.response()
                    .setStatusCode(code)
                    .putHeader("content-type", "application/json")
                    .end(status);
        } else if (watch) {
            String from = request.getParam("resourceVersion");
            request.toWebSocket().onSuccess(socket -> watches.add(new Watching(from, socket)));
        } else {
            String list = JSON.asJson(new EndpointSliceListBuilder()
                    .withMetadata(
                            new ListMetaBuilder().withResourceVersion(version).build())
                    .withItems(slices)
                    .build());
            request.response().putHeader("content-type", "application/json").end(list);
        }
    }
}
