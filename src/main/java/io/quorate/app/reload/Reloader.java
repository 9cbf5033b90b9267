package io.quorate.app.reload;

import io.quorate.admin.ConfigStatus;
import io.quorate.config.ConfigReading;
import io.quorate.config.LoadedConfig;
import io.quorate.core.model.Problem;
import io.quorate.proxy.DrainingException;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes each config that can be served true, one after the other. What cannot be served changes nothing: the last good
 * config stays, and why is told in the log, the metrics and the admin API.
 */
public final class Reloader {
    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

    private final Function<LoadedConfig, Future<Void>> apply;
    private final ReloadMetrics metrics;
    private final Current<ConfigStatus> status;
    private final Clock clock;
    private final Consumer<Runnable> later;
    private Future<Void> last = Future.succeededFuture();
    private long offers;
    private boolean ended;

    /**
     * @param apply makes a config true, or fails with a {@link ConfigRefusedException} and has changed nothing
     * @param status told of every outcome; holds the first config already
     * @param later runs what it is given when it is time to try a refused config again: a port may be free by then
     */
    public Reloader(
            Function<LoadedConfig, Future<Void>> apply,
            ReloadMetrics metrics,
            Current<ConfigStatus> status,
            Clock clock,
            Consumer<Runnable> later) {
        this.apply = apply;
        this.metrics = metrics;
        this.status = status;
        this.clock = clock;
        this.later = later;
    }

    /** What is told of a config that has been made true. */
    public static ConfigStatus applied(LoadedConfig loaded, Instant at) {
        return new ConfigStatus(
                at, loaded.config().hash(), loaded.contentHash(), loaded.effective(), Instant.EPOCH, List.of());
    }

    /** Counts the config that the member has started with. */
    public void started(LoadedConfig loaded) {
        metrics.applied(status.get().appliedAt());
        warn(loaded);
    }

    /** Takes a reading of the directory, after those before it; completes once it is applied or refused. Never fails. */
    public synchronized Future<Void> offer(ConfigReading reading) {
        long number = ++offers;
        last = last.transform(done -> take(reading, number));
        return last;
    }

    /** Takes no more; completes when nothing is being applied any more. Never fails. */
    public synchronized Future<Void> end() {
        ended = true;
        return last;
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    private synchronized void again(ConfigReading reading, long number) {
        if (number == offers) {
            offer(reading);
        }
    }

    private Future<Void> take(ConfigReading reading, long number) {
        if (hasEnded()) {
            ignore();
            return Future.succeededFuture();
        }
        if (reading instanceof ConfigReading.Rejected rejected) {
            reject(rejected.problems());
            return Future.succeededFuture();
        }
        LoadedConfig loaded = ((ConfigReading.Accepted) reading).config();
        return Future.succeededFuture(loaded)
                .compose(apply)
                .onSuccess(done -> accept(loaded))
                .otherwise(cause -> {
                    refuse(loaded, cause);
                    if (!(cause instanceof DrainingException)) {
                        later.accept(() -> again(reading, number));
                    }
                    return null;
                });
    }

    private void accept(LoadedConfig loaded) {
        ConfigStatus applied = applied(loaded, clock.instant());
        status.set(applied);
        metrics.applied(applied.appliedAt());
        LOG.info("event=config_applied hash={} content={}", applied.hash(), applied.contentHash());
        warn(loaded);
    }

    private void warn(LoadedConfig loaded) {
        loaded.doubts(clock.instant()).forEach(doubt -> LOG.warn("event=config_warning {}", doubt));
    }

    private void refuse(LoadedConfig loaded, Throwable cause) {
        if (cause instanceof DrainingException) {
            ignore();
        } else if (cause instanceof ConfigRefusedException refused) {
            reject(refused.problems());
        } else {
            LOG.error("event=config_reload_failed", cause);
            reject(List.of(loaded.problemAt("", "could not be applied: " + cause)));
        }
    }

    private static void ignore() {
        LOG.info("event=config_ignored reason=draining");
    }

    /** Tells why once, however often it is tried again. */
    private void reject(List<Problem> problems) {
        if (problems.equals(status.get().problems())) {
            return;
        }
        status.set(status.get().rejected(clock.instant(), problems));
        metrics.rejected();
        LOG.warn(
                "event=config_rejected problems={} kept={}",
                problems.size(),
                status.get().hash());
        problems.forEach(problem -> LOG.warn("event=config_problem {}", problem));
    }
}
