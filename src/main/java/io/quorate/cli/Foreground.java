package io.quorate.cli;

import io.quorate.app.Bootstrap;
import io.quorate.app.ConfigRefusedException;
import io.quorate.app.RunningMember;
import io.quorate.app.Settings;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a member running until the process is told to stop, then lets it finish what it has. */
final class Foreground {
    private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

    private Foreground() {}

    /**
     * Never comes back once the member runs: the process ends with 0 when the member has drained.
     *
     * @param running called when it runs
     * @param ended called when it has stopped, or could not start
     */
    static int run(Settings settings, PrintWriter err, Runnable running, Runnable ended) {
        RunningMember member;
        try {
            member = Bootstrap.start(settings, Environment.OF_PROCESS).await();
        } catch (ConfigRefusedException e) {
            e.problems().forEach(err::println);
            err.println("quorate: the config in " + settings.conf() + " cannot be served");
            ended.run();
            return Main.NOT_FINE;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(member, ended), "shutdown"));
        running.run();
        return waitForTheEnd();
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
    private static void stop(RunningMember member, Runnable ended) {
        long bound = RunningMember.DRAIN_BOUND.toMillis() + 5_000;
        int status = Main.FINE;
        try {
            member.stop().await(bound, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | RuntimeException e) {
            LOG.error("event=stop_failed", e);
            status = Main.NOT_FINE;
        }
        ended.run();
        Runtime.getRuntime().halt(status);
    }
}
