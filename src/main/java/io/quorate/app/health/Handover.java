package io.quorate.app.health;

import io.quorate.core.control.Controller;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.passive.Trial;
import io.quorate.core.passive.TrialEnd;
import io.quorate.proxy.attempt.Witness;
import io.vertx.core.Context;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Hands to the controller what requests see, on its event loop; of each thing only one word is on its way at a time. */
final class Handover implements Witness {
    private final Context context;
    private final Controller controller;
    private final Runnable changed;
    private final Set<Object> onTheWay = ConcurrentHashMap.newKeySet();

    private record Failing(String upstream, EndpointAddress address) {}

    /**
     * One that has nothing to hand over yet.
     *
     * @param changed to be called there after each word
     */
    Handover(Context context, Controller controller, Runnable changed) {
        this.context = context;
        this.controller = controller;
        this.changed = changed;
    }

    @Override
    public void unreachable(EndpointAddress address, String reason) {
        once(address, () -> controller.onTraffic(address, reason, System.nanoTime()));
    }

    @Override
    public void failing(String upstream, EndpointAddress address, String reason) {
        once(new Failing(upstream, address), () -> controller.onFailing(upstream, address, reason, System.nanoTime()));
    }

    @Override
    public void tried(Trial trial, TrialEnd end, String reason) {
        once(trial, () -> controller.onTrial(trial, end, reason, System.nanoTime()));
    }

    private void once(Object what, Runnable word) {
        if (onTheWay.add(what)) {
            context.runOnContext(go -> {
                onTheWay.remove(what);
                word.run();
                changed.run();
            });
        }
    }
}
