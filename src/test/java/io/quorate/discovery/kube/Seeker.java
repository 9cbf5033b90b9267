package io.quorate.discovery.kube;

import io.quorate.core.model.upstream.Discovery;
import io.quorate.discovery.Finder;
import io.quorate.discovery.Finders;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Begins and ends to look, as a member does: on an event loop. */
final class Seeker {
    private final Context context;
    private final List<Finder> finders = new CopyOnWriteArrayList<>();

    Seeker(Vertx vertx) {
        context = vertx.getOrCreateContext();
    }

    Heard find(Finders ways, String port) {
        Heard heard = new Heard();
        find(ways, SliceMaker.wanted(port), heard);
        return heard;
    }

    Finder find(Finders ways, Discovery wanted, Heard heard) {
        return onLoop(() -> {
            Finder finder = ways.find(wanted, heard);
            if (heard.count() > 0) {
                throw new AssertionError("told before find returned");
            }
            finders.add(finder);
            return finder;
        });
    }

    void closeAll() {
        finders.forEach(this::close);
    }

    void close(Finder finder) {
        onLoop(() -> {
            finder.close();
            return true;
        });
    }

    Thread loop() {
        return onLoop(Thread::currentThread);
    }

    private <T> T onLoop(Supplier<T> task) {
        Promise<T> done = Promise.promise();
        context.runOnContext(ignored ->
                Future.<T>future(promise -> promise.complete(task.get())).onComplete(done));
        return waitFor(done.future());
    }

    static <T> T waitFor(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
