package io.quorate.probe;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import io.quorate.probe.schedule.Cadence;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Probes many targets for a while and prints how well it kept up; see docs/probes.md. */
final class ProbeBench {
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    private final int targets;
    private final Duration measured;
    private final long[] lateness = new long[2_000_000];
    private int started;
    private int passed;
    private int failed;
    private String firstFailure = "none";
    private long begin;
    private long cpuAtBegin;
    private long loopCpuAtBegin;

    private ProbeBench(int targets, Duration measured) {
        this.targets = targets;
        this.measured = measured;
    }

    /** Takes the number of targets and how many seconds to measure. */
    public static void main(String[] arguments) {
        ProbeBench bench =
                new ProbeBench(Integer.parseInt(arguments[0]), Duration.ofSeconds(Long.parseLong(arguments[1])));
        bench.vertx.runOnContext(unused -> bench.run());
    }

    private void run() {
        ProbeRunner runner = new ProbeRunner(
                vertx,
                new ProbeTypes(vertx),
                observation -> count(observation.outcome()),
                new ProbeMetrics(new PrometheusRegistry()),
                new ProbeRunner.Sources(System::nanoTime, new Cadence(new SplittableRandom(), 0), this::late));
        CheckSpec check = Checks.get(Checks.body("ok", ""), Duration.ofSeconds(1));
        IntStream.range(0, targets).forEach(i -> runner.assign(target(i, check)));
        vertx.setTimer(WARM_UP.toMillis(), warm -> {
            started = 0;
            passed = 0;
            failed = 0;
            firstFailure = "none";
            loopCpuAtBegin = loopCpu();
            begin = System.nanoTime();
            cpuAtBegin = cpu();
            vertx.setTimer(measured.toMillis(), done -> finish());
        });
    }

    private void finish() {
        double seconds = (System.nanoTime() - begin) / 1e9;
        double cpu = (cpu() - cpuAtBegin) / 1e9;
        Arrays.sort(lateness, 0, started);
        System.out.printf("transport: %s%n", vertx.isNativeTransportEnabled() ? "epoll" : "NIO");
        System.out.printf(
                "probes: %.0f/s, passed %d, not passed %d (the first: %s)%n",
                (passed + failed) / seconds, passed, failed, firstFailure);
        System.out.printf("lateness: p50 %s, p99 %s, max %s%n", latenessAt(0.5), latenessAt(0.99), latenessAt(1));
        System.out.printf(
                "cpu: %.2f cores in all, %.2f of it the event loop's%n",
                cpu / seconds, (loopCpu() - loopCpuAtBegin) / 1e9 / seconds);
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "heap used: %d MiB of at most %d MiB%n",
                mib(runtime.totalMemory() - runtime.freeMemory()), mib(runtime.maxMemory()));
        System.out.println(residentMemory());
        Runtime.getRuntime().halt(0);
    }

    /** Of the thread that asks, which is the event loop's. */
    private static long loopCpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void count(Outcome outcome) {
        if (outcome instanceof Outcome.Pass) {
            passed++;
        } else if (failed++ == 0) {
            firstFailure = outcome.reason();
        }
    }

    private void late(long nanos) {
        if (started < lateness.length) {
            lateness[started++] = nanos;
        }
    }

    private String latenessAt(double quantile) {
        int index = (int) Math.min(started - 1, Math.floor(quantile * started));
        return String.format("%.1f ms", lateness[index] / 1e6);
    }

    private static Assignment target(int number, CheckSpec check) {
        int host = number / ProbeBenchBackends.PORTS;
        int port = ProbeBenchBackends.FIRST_PORT + number % ProbeBenchBackends.PORTS;
        String address = "127.7." + host / 250 + "." + (1 + host % 250);
        return Checks.assignment(new EndpointAddress(address, port), check, Pace.STEADY);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long mib(long bytes) {
        return bytes >> 20;
    }

    private static String residentMemory() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
                    .map(line -> line.replaceAll("\\s+", " "))
                    .reduce((first, second) -> first + ", " + second)
                    .orElse("resident memory: unknown");
        } catch (IOException e) {
            return "resident memory: unknown";
        }
    }
}
