package io.quorate.probe;

import io.quorate.core.health.Outcome;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.probe.wire.ProbeRun;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** One probe on an event loop, with its deadline, outside of a runner. */
final class Trial {
    private Trial() {}

    static Outcome of(Vertx vertx, CheckSpec check, EndpointAddress address) {
        Context context = vertx.getOrCreateContext();
        Promise<Outcome> result = Promise.promise();
        context.runOnContext(start -> {
            Probe probe = new ProbeTypes(vertx).make(check);
            ProbeRun run = new ProbeRun(check.timing().timeout(), System::nanoTime);
            long deadline = vertx.setTimer(check.timing().timeout().toMillis(), timer -> run.expire());
            Future<Outcome> outcome = run.outcome();
            probe.begin(address, run);
            outcome.onSuccess(found -> {
                vertx.cancelTimer(deadline);
                result.complete(found);
            });
        });
        return Backend.await(result.future());
    }
}
