package io.quorate.app;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Watches whether the event loops turn, and how late they are. */
final class Loops {
    private static final long STUCK_MILLIS = 2_000;
    private static final long SAMPLE_MILLIS = 500;

    private final Vertx vertx;
    private final Map<String, Context> contexts;

    Loops(Vertx vertx, Map<String, Context> contexts, PrometheusRegistry registry) {
        this.vertx = vertx;
        this.contexts = Map.copyOf(contexts);
        Histogram lag = Histogram.builder()
                .name("quorate_event_loop_lag_seconds")
                .help("How late timers fire, sampled every 500 ms on every event loop.")
                .classicUpperBounds(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5)
                .classicOnly()
                .register(registry);
        contexts.values().forEach(context -> context.runOnContext(go -> sample(lag)));
    }

    /** The names of those that do not answer in time, in order; empty if all turn. */
    Future<List<String>> stuck() {
        List<Future<String>> answers = contexts.entrySet().stream()
                .map(entry -> ping(entry.getKey(), entry.getValue()))
                .toList();
        return Future.all(answers)
                .map(all -> all.<String>list().stream()
                        .filter(name -> !name.isEmpty())
                        .sorted()
                        .toList());
    }

    private Future<String> ping(String name, Context context) {
        Promise<String> answer = Promise.promise();
        long timer = vertx.setTimer(STUCK_MILLIS, late -> answer.tryComplete(name));
        context.runOnContext(go -> answer.tryComplete(""));
        return answer.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void sample(Histogram lag) {
        long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SAMPLE_MILLIS);
        vertx.setTimer(SAMPLE_MILLIS, timer -> {
            lag.observe(Math.max(0, System.nanoTime() - due) / 1e9);
            sample(lag);
        });
    }
}
