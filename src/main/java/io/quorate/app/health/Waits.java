package io.quorate.app.health;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What waits for a condition that is looked at when something has changed. */
final class Waits {
    private final List<Wait> waits = new ArrayList<>();

    private record Wait(BooleanSupplier condition, Promise<Void> met) {
        boolean isOver() {
            return met.future().isComplete() || condition.getAsBoolean();
        }
    }

    /** Completes, on the event loop of that context, when the condition is met or at the bound. */
    Future<Void> until(BooleanSupplier condition, long boundMillis, Context context) {
        Wait wait = new Wait(condition, Promise.promise());
        context.runOnContext(go -> {
            waits.add(wait);
            context.owner().setTimer(boundMillis, timer -> wait.met().tryComplete());
            look();
        });
        return wait.met().future();
    }

    /** Something has changed. */
    void look() {
        List<Wait> over = waits.stream().filter(Wait::isOver).toList();
        waits.removeAll(over);
        over.forEach(wait -> wait.met().tryComplete());
    }
}
