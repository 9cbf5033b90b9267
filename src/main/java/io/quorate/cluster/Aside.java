package io.quorate.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;

/**
 * Runs what blocks, on a thread of its own: Hazelcast may block for long, and must not hold threads that others wait for.
 */
final class Aside {
    private Aside() {}

    static <T> Future<T> call(String what, Callable<T> blocking) {
        Promise<T> result = Promise.promise();
        Thread thread = new Thread(() -> complete(result, blocking), "quorate-cluster-" + what);
        thread.setDaemon(true);
        thread.start();
        return result.future();
    }

    static Future<Void> run(String what, Runnable blocking) {
        return call(what, () -> {
                    blocking.run();
                    return what;
                })
                .mapEmpty();
    }

    private static <T> void complete(Promise<T> result, Callable<T> blocking) {
        T value;
        try {
            value = blocking.call();
        } catch (Exception | Error e) {
            result.fail(e);
            return;
        }
        result.complete(value);
    }
}
