package io.quorate.discovery.kube;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.quorate.core.model.upstream.Discovery;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks the API server about one service without waiting. Every answer comes within a time, which the client itself does
 * not promise: it waits for the rest of an answer that has begun.
 *
 * @param patience with an answer that the client waits for, longer than its own
 * @param release to be called once, when nothing more is asked and no answer is awaited
 */
record SlicesSource(Discovery.Slices wanted, ApiServer server, Duration patience, Runnable release) {
    Future<EndpointSliceList> list(Context context) {
        return ask(context, () -> server.list(wanted), late -> {});
    }

    Future<Watch> watch(Context context, String version, Watcher<EndpointSlice> watcher) {
        return ask(context, () -> server.watch(wanted, version, watcher), Watch::close);
    }

    /** Its end takes locks that fabric8 may hold while it waits. */
    void end(Watch watch) {
        server.threads().execute(watch::close);
    }

    private <T> Future<T> ask(Context context, Supplier<T> question, Consumer<T> late) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        java.util.concurrent.Future<?> waiting = server.threads().submit(() -> {
            try {
                T given = question.get();
                if (!answer.complete(given)) {
                    late.accept(given);
                }
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        long timer = context.owner().setTimer(patience.toMillis(), ignored -> {
            if (answer.completeExceptionally(new TimeoutException())) {
                waiting.cancel(true);
            }
        });
        return Future.fromCompletionStage(answer, context)
                .onComplete(ignored -> context.owner().cancelTimer(timer));
    }
}
