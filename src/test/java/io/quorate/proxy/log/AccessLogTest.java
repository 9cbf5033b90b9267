package io.quorate.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.quorate.core.model.AccessLogSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines come to be in the file they were meant for, each once and whole, or are counted as dropped. */
class AccessLogTest {
    private static final Path FULL = Path.of("/dev/full");
    private static final int MOST_WAITING = 10_000;

    @TempDir
    private Path directory;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AccessLog log = new AccessLog(registry, MOST_WAITING);

    @AfterEach
    void end() {
        log.close().await();
    }

    @Test
    void aFileIsThereBeforeTheFirstLine() {
        use("access.log");

        await().until(() -> Files.exists(directory.resolve("access.log")));
    }

    @Test
    void linesAreAddedToWhatIsThere() throws Exception {
        Files.writeString(directory.resolve("access.log"), "old\n");
        use("access.log");
        take("new");

        awaitLines("access.log", "old", "new");
    }

    @Test
    void nothingThatWasTakenIsMissingAtTheEnd() throws Exception {
        use("access.log");
        List<String> all = IntStream.range(0, 100).mapToObj(i -> "line " + i).toList();
        all.forEach(this::take);
        log.close().await();

        assertThat(lines("access.log")).isEqualTo(all);
        assertThat(dropped()).isZero();
    }

    @Test
    void aFileThatWasMovedAwayIsMadeAnew() throws Exception {
        use("access.log");
        take("before");
        awaitLines("access.log", "before");

        Files.move(directory.resolve("access.log"), directory.resolve("access.log.1"));
        await().until(() -> Files.exists(directory.resolve("access.log")));
        take("after");

        awaitLines("access.log", "after");
        assertThat(lines("access.log.1")).containsExactly("before");
    }

    @Test
    void aFileThatWasReplacedIsGoneOnWith() throws Exception {
        use("access.log");
        take("before");
        awaitLines("access.log", "before");

        Path next = Files.writeString(directory.resolve("next"), "made by another\n");
        Files.move(directory.resolve("access.log"), directory.resolve("access.log.1"));
        Files.move(next, directory.resolve("access.log"));
        await().pollInterval(Duration.ofMillis(200)).until(() -> {
            take("after");
            return lines("access.log").contains("after");
        });
        assertThat(lines("access.log")).startsWith("made by another", "after");
    }

    /** As {@code copytruncate} of logrotate does. */
    @Test
    void aFileThatWasTruncatedIsGoneOnWithFromItsBeginning() throws Exception {
        use("access.log");
        take("before");
        awaitLines("access.log", "before");

        Files.newByteChannel(directory.resolve("access.log"), StandardOpenOption.WRITE)
                .truncate(0)
                .close();
        take("after");

        awaitLines("access.log", "after");
    }

    @Test
    void anotherPathGetsWhatIsTakenFromThenOn() throws Exception {
        use("one.log");
        take("first");
        awaitLines("one.log", "first");
        use("two.log");
        await().until(() -> Files.exists(directory.resolve("two.log")));
        take("second");

        awaitLines("two.log", "second");
        assertThat(lines("one.log")).containsExactly("first");
    }

    @Test
    void linesThatCannotBeWrittenAreKeptUntilTheyCan() throws Exception {
        Path away = directory.resolve("logs");
        use("logs/access.log");
        await().until(() -> failing() == 1);
        take("kept");
        Files.createDirectory(away);

        awaitLines("logs/access.log", "kept");
        await().until(() -> failing() == 0);
        assertThat(dropped()).isZero();
    }

    @Test
    void aFullDiskIsToldAndNeverWaitedFor() {
        assumeTrue(Files.isWritable(FULL));
        log.use(settings(FULL.toString()));
        take("one");
        await().until(() -> failing() == 1);
        int size = 1_000;
        for (int i = 0; i < 100; i++) {
            take("a".repeat(size));
        }

        assertThat(dropped()).isBetween(90.0, 99.0);
    }

    @Test
    void whatAFullDiskDidNotTakeGoesToAnother() throws Exception {
        assumeTrue(Files.isWritable(FULL));
        log.use(settings(FULL.toString()));
        take("one");
        take("two");
        await().until(() -> failing() == 1);
        use("access.log");

        awaitLines("access.log", "one", "two");
        assertThat(failing()).isZero();
        assertThat(dropped()).isZero();
    }

    @Test
    void anEndThatCannotWriteIsAnEndAllTheSame() {
        assumeTrue(Files.isWritable(FULL));
        log.use(settings(FULL.toString()));
        take("one");
        await().until(() -> failing() == 1);
        log.close().await();

        assertThat(dropped()).isOne();
    }

    @Test
    void oneThatIsTurnedOffClosesItsFileAndMayBeTurnedOnAgain() throws Exception {
        use("access.log");
        take("first");
        awaitLines("access.log", "first");
        log.use(AccessLogSettings.OFF);
        Path file = directory.resolve("access.log");
        // Descriptors of others come and go meanwhile.
        await().ignoreExceptions().until(() -> openFiles().stream().noneMatch(file::equals));
        use("access.log");
        take("second");

        awaitLines("access.log", "first", "second");
    }

    /** Whenever the writer's thread gets its turn: each round is another chance for it to come late. */
    @Test
    void whatIsTakenRightAfterTurningOnIsWritten() throws Exception {
        for (int i = 0; i < 300; i++) {
            AccessLog fresh = new AccessLog(new PrometheusRegistry(), MOST_WAITING);
            AccessLogSettings on = settings(directory.resolve("fresh" + i).toString());
            fresh.use(on);
            fresh.take(new byte[] {'1', '\n'});
            fresh.use(AccessLogSettings.OFF);
            fresh.use(on);
            fresh.take(new byte[] {'2', '\n'});
            fresh.close().await();

            assertThat(lines("fresh" + i)).as("round %d", i).containsExactly("1", "2");
        }
    }

    @Test
    void saysWhatIsInTheWayOfAFile() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(AccessLog.refusal(directory.resolve("access.log"))).isEmpty();
        assertThat(AccessLog.refusal(file)).isEmpty();
        assertThat(AccessLog.refusal(directory)).hasValue("a directory (expected: a file)");
        assertThat(AccessLog.refusal(Path.of("/"))).hasValue("a directory (expected: a file)");
        assertThat(AccessLog.refusal(directory.resolve("none/access.log")))
                .hasValue("no directory for it (expected: one that is there, looked for at " + directory.resolve("none")
                        + ")");
        assertThat(AccessLog.refusal(file.resolve("access.log")).orElseThrow()).startsWith("no directory for it");
    }

    @Test
    void saysWhatThisProcessMayNotWrite() throws Exception {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        Path file = Files.createFile(closed.resolve("file"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(file), "root may write anything");

        assertThat(AccessLog.refusal(file).orElseThrow()).startsWith("may not be written");
        assertThat(AccessLog.refusal(closed.resolve("other")).orElseThrow()).startsWith("may not be made");
    }

    private void use(String name) {
        log.use(settings(directory.resolve(name).toString()));
    }

    private static AccessLogSettings settings(String path) {
        return new AccessLogSettings(AccessLogSettings.Format.JSON, path, 1);
    }

    private void take(String line) {
        log.take((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void awaitLines(String name, String... expected) {
        await().untilAsserted(() -> assertThat(lines(name)).containsExactly(expected));
    }

    private List<String> lines(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private double failing() {
        return registry.scrape(name -> name.equals("quorate_access_log_failing")).stream()
                .flatMap(metric -> metric.getDataPoints().stream())
                .mapToDouble(point -> ((GaugeSnapshot.GaugeDataPointSnapshot) point).getValue())
                .sum();
    }

    private double dropped() {
        return registry.scrape(name -> name.equals("quorate_access_log_dropped")).stream()
                .flatMap(metric -> metric.getDataPoints().stream())
                .mapToDouble(point -> ((CounterSnapshot.CounterDataPointSnapshot) point).getValue())
                .sum();
    }

    private static List<Path> openFiles() throws IOException {
        List<Path> open = new ArrayList<>();
        try (var links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : links) {
                open.add(Files.readSymbolicLink(link));
            }
        }
        return open;
    }
}
