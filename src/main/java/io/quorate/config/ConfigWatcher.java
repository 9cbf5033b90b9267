package io.quorate.config;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Reads a config directory again whenever it changes. */
public final class ConfigWatcher {
    private final Vertx vertx;
    private final Path directory;
    private final UnaryOperator<String> environment;
    private final Consumer<ConfigReading> readings;
    private Future<String> deployment = Future.failedFuture("the watcher was never started");

    /**
     * Watches nothing before it is started.
     *
     * @param environment the value of a variable; empty if it is not set
     * @param readings told of each reading after the first, in order, on the context that {@link #start} was called
     *     on: whenever the files have changed, whether or not they can be served
     */
    public ConfigWatcher(
            Vertx vertx, Path directory, UnaryOperator<String> environment, Consumer<ConfigReading> readings) {
        this.vertx = vertx;
        this.directory = directory;
        this.environment = environment;
        this.readings = readings;
    }

    /** Reads the directory for the first time and watches it from then on; to be called once. */
    public Future<ConfigReading> start() {
        Context context = vertx.getOrCreateContext();
        Promise<ConfigReading> first = Promise.promise();
        // Bound to no event loop: who closes Vert.x because of what it is told still learns of it.
        Promise<ConfigReading> told = Promise.promise();
        WatchVerticle verticle = new WatchVerticle(
                directory,
                environment,
                reading -> context.runOnContext(unused -> {
                    if (!first.tryComplete(reading)) {
                        readings.accept(reading);
                    }
                }));
        deployment = vertx.deployVerticle(verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
        // Not before it runs: Vert.x cannot be closed in the middle of a deployment without an exception that nobody
        // can
        // catch.
        deployment.compose(id -> first.future()).onComplete(told);
        return told.future();
    }

    /** Stops watching; afterwards nothing is told but what is on its way already. */
    public Future<Void> stop() {
        return deployment.compose(vertx::undeploy);
    }
}
