package io.quorate.discovery.dns;

import io.quorate.discovery.Finder;
import io.quorate.discovery.Finding;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks again and again, never twice at once. Belongs to the event loop on which it was made. */
final class DnsFinder implements Finder {
    private static final Logger LOG = LoggerFactory.getLogger(DnsFinder.class);

    private final ContextInternal context;
    private final Asker asker;
    private final Rhythm rhythm;
    private final Supplier<Future<Sighting>> look;
    private final Consumer<Finding> told;

    private boolean closed;
    private int failures;
    private long timer = -1;

    DnsFinder(
            ContextInternal context,
            Asker asker,
            Rhythm rhythm,
            Supplier<Future<Sighting>> look,
            Consumer<Finding> told) {
        this.context = context;
        this.asker = asker;
        this.rhythm = rhythm;
        this.look = look;
        this.told = told;
    }

    /** Looks for the first time, after this has returned. */
    void begin() {
        context.runOnContext(go -> lookOnce());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            context.owner().cancelTimer(timer);
            asker.close();
        }
    }

    private void lookOnce() {
        if (!closed) {
            Future<Sighting> unused = look.get()
                    .onSuccess(this::seen)
                    // Only a defect fails: whatever DNS does wrong is a sighting.
                    .onFailure(e -> {
                        LOG.error("event=discovery_defect", e);
                        seen(new Sighting(new Finding.Failed("defect: " + e), 0));
                    });
        }
    }

    private void seen(Sighting sighting) {
        if (closed) {
            return;
        }
        failures = sighting.finding() instanceof Finding.Failed ? failures + 1 : 0;
        double chance = ThreadLocalRandom.current().nextDouble();
        long pause = failures > 0 ? rhythm.afterFailure(failures, chance) : rhythm.afterAnswer(sighting.ttl(), chance);
        timer = context.setTimer(pause, now -> lookOnce());
        told.accept(sighting.finding());
    }
}
