package io.quorate.proxy.log;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.model.AccessLogSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The access log of a member: lines of all event loops, written by one thread that none of them ever waits for. */
public final class AccessLog {
    private static final long MOST_WAITING_BYTES = 8 << 20;
    /** How long what cannot be written may keep the process from ending. */
    private static final long END_MILLIS = 2_000;

    private final LogMetrics metrics;
    private final Backlog backlog;
    private final Promise<Void> ended = Promise.promise();
    private volatile AccessLogSettings settings = AccessLogSettings.OFF;
    private volatile @Nullable Thread thread;
    private @Nullable LogWriter writer;

    /** One that is off. */
    public AccessLog(PrometheusRegistry registry) {
        this(registry, MOST_WAITING_BYTES);
    }

    AccessLog(PrometheusRegistry registry, long mostWaitingBytes) {
        this.metrics = new LogMetrics(registry);
        this.backlog = new Backlog(mostWaitingBytes, this::wake);
    }

    /** What keeps lines from being written to a file, as far as that shows without doing it; blocks. */
    public static Optional<String> refusal(Path file) {
        Path directory = file.getParent();
        if (directory == null || Files.isDirectory(file)) {
            return Optional.of("a directory (expected: a file)");
        }
        if (Files.exists(file)) {
            return Files.isWritable(file)
                    ? Optional.empty()
                    : Optional.of("may not be written (expected: a file that this process may write to)");
        }
        if (!Files.isDirectory(directory)) {
            return Optional.of("no directory for it (expected: one that is there, looked for at " + directory + ")");
        }
        return Files.isWritable(directory)
                ? Optional.empty()
                : Optional.of("may not be made (expected: a directory that this process may write to)");
    }

    /** Who makes the lines of one event loop. */
    public Scribe scribe(RandomGenerator random) {
        return new Scribe(this, random);
    }

    /**
     * Follows other settings from now on.
     *
     * @param next with an absolute path, if any
     */
    public synchronized void use(AccessLogSettings next) {
        settings = next;
        if (writer != null) {
            writer.follow(next.path());
            wake();
        } else if (next.isOn()) {
            writer = start(next.path());
        }
    }

    /** Ends it, for good, when all lines are written; soon in any case. */
    public synchronized Future<Void> close() {
        if (writer == null) {
            return Future.succeededFuture();
        }
        writer.end();
        wake();
        CompletableFuture.delayedExecutor(END_MILLIS, TimeUnit.MILLISECONDS).execute(ended::tryComplete);
        return ended.future();
    }

    AccessLogSettings settings() {
        return settings;
    }

    /** Takes a line, from any event loop. */
    void take(byte[] line) {
        if (!backlog.add(line)) {
            metrics.dropped(1);
        }
    }

    private LogWriter start(String path) {
        LogWriter started = new LogWriter(backlog, metrics, ended::tryComplete);
        started.follow(path);
        Thread runs = new Thread(started, "quorate-access-log");
        // Blocked for good, by a full pipe say, it must not keep the process from ending.
        runs.setDaemon(true);
        runs.start();
        thread = runs;
        return started;
    }

    private void wake() {
        LockSupport.unpark(thread);
    }
}
