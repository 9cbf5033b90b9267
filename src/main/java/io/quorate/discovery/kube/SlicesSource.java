package io.quorate.discovery.kube;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.quorate.core.model.upstream.Discovery;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Asks the API server about one service without waiting.
 *
 * @param release to be called once, when nothing more is asked and no answer is awaited
 */
record SlicesSource(Discovery.Slices wanted, ApiServer server, Runnable release) {
    Future<EndpointSliceList> list(Context context) {
        return ask(context, () -> server.list(wanted));
    }

    Future<Watch> watch(Context context, String version, Watcher<EndpointSlice> watcher) {
        return ask(context, () -> server.watch(wanted, version, watcher));
    }

    private <T> Future<T> ask(Context context, Supplier<T> question) {
        return Future.fromCompletionStage(CompletableFuture.supplyAsync(question, server.threads()), context);
    }
}
