package io.quorate.app.health;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Runs work at once if it has not run just now, and otherwise a little later, for all that asked meanwhile. */
final class Batch {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Runnable work;
    private long ranAt = System.nanoTime() - NANOS;
    private boolean scheduled;

    /** To be used on one event loop. */
    Batch(Runnable work) {
        this.work = work;
    }

    /** There is work to do. */
    void ask(Vertx vertx) {
        if (scheduled) {
            return;
        }
        long since = System.nanoTime() - ranAt;
        if (since >= NANOS) {
            run();
        } else {
            scheduled = true;
            vertx.setTimer(1 + TimeUnit.NANOSECONDS.toMillis(NANOS - since), timer -> {
                scheduled = false;
                run();
            });
        }
    }

    /** Runs the work now. */
    void run() {
        ranAt = System.nanoTime();
        work.run();
    }
}
