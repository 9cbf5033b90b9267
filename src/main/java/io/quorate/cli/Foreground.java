package io.quorate.cli;

import io.quorate.app.Bootstrap;
import io.quorate.app.RunningMember;
import io.quorate.app.Settings;
import io.quorate.app.Start;
import io.quorate.app.reload.ConfigRefusedException;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps members running until the process is told to stop, then lets them finish what they have. */
final class Foreground {
    private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

    /** Leaving the cluster is bounded, and comes after the drain. */
    static final long LEAVE_MILLIS = 10_000;

    private Foreground() {}

    /** A member to be started, and what its {@code ${env:NAME}} stand for. */
    record Launch(Settings settings, UnaryOperator<String> environment) {}

    /**
     * Never comes back once the members run: the process ends with 0 when all have drained.
     *
     * @param running given all members when they run
     * @param ended called when they have stopped, or could not start
     */
    static int run(List<Launch> launches, PrintWriter err, Consumer<List<RunningMember>> running, Runnable ended) {
        List<Start> starts = launches.stream()
                .map(launch -> Bootstrap.begin(launch.settings(), launch.environment()))
                .toList();
        List<Future<RunningMember>> members =
                starts.stream().map(Start::running).toList();
        Thread hook = new Thread(() -> shutDown(starts, ended), "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Future.join(members).await();
        } catch (Throwable e) {
            // Whatever it is: it comes as it was, checked or not.
            if (!forget(hook)) {
                // Told to stop: that it cannot go on is no failure.
                return waitForTheEnd();
            }
            stop(starts);
            ended.run();
            return refused(launches.get(0), err, e);
        }
        running.accept(members.stream().map(Future::result).toList());
        return waitForTheEnd();
    }

    private static int refused(Launch launch, PrintWriter err, Throwable failure) {
        if (!(failure instanceof ConfigRefusedException refused)) {
            throw failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
        }
        refused.problems().forEach(err::println);
        Path conf = launch.settings().conf();
        err.println("quorate: the config in " + conf + " cannot be served");
        if (!Files.isDirectory(conf)) {
            err.println("quorate: --conf or QUORATE_CONF says where it is; in a container it has to be mounted there");
        }
        return Main.NOT_FINE;
    }

    /** Whether the hook will not run; it does already when the process has been told to stop. */
    private static boolean forget(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            return false;
        }
    }

    private static int waitForTheEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Main.FINE;
    }

    /** Runs as a shutdown hook, so the exit status has to be set by ending the process here. */
    private static void shutDown(List<Start> starts, Runnable ended) {
        int status = stop(starts);
        ended.run();
        Runtime.getRuntime().halt(status);
    }

    private static int stop(List<Start> starts) {
        List<Future<Void>> stops = starts.stream().map(Start::stop).toList();
        long drain = starts.stream()
                .map(Start::drainBound)
                .mapToLong(Duration::toMillis)
                .max()
                .orElse(0);
        try {
            Future.join(stops).await(drain + LEAVE_MILLIS, TimeUnit.MILLISECONDS);
            return Main.FINE;
        } catch (TimeoutException | RuntimeException e) {
            LOG.error("event=stop_failed", e);
            return Main.NOT_FINE;
        }
    }
}
