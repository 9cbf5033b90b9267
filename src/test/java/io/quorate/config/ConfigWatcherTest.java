package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.upstream.Upstream;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherTest {
    @TempDir
    private Path root;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<ConfigReading> readings = new LinkedBlockingQueue<>();
    private Path directory = Path.of("");

    @BeforeEach
    void fill() {
        directory = root.resolve("conf");
        new ConfigFiles(directory).with("a.yaml", configOf("one"));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void theFirstReadingIsTheStartsAndIsNotToldAgain() throws Exception {
        assertThat(upstream(start(directory))).isEqualTo("one");
        assertNothingElse();
    }

    /** As is done where the first reading cannot be served. */
    @Test
    void allCanBeClosedAsSoonAsTheFirstReadingIsTold() throws Exception {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 20; i++) {
            Vertx closing = Vertx.vertx();
            closing.exceptionHandler(uncaught::add);
            new ConfigWatcher(closing, directory, name -> "", readings::add)
                    .start()
                    .transform(told -> closing.close())
                    .await(10, TimeUnit.SECONDS);
        }
        assertThat(uncaught).isEmpty();
    }

    @Test
    void aChangeIsSeenWithinTwoSeconds() throws Exception {
        start(directory);
        new ConfigFiles(directory).with("a.yaml", configOf("two"));
        assertThat(upstream(next())).isEqualTo("two");
    }

    @Test
    void aFileWrittenAnewWithTheSameContentIsNoChange() throws Exception {
        start(directory);
        new ConfigFiles(directory).with("a.yaml", configOf("one"));
        assertNothingElse();
    }

    @Test
    void aRefusedReadingFollowedByTheOldContentIsToldBothTimes() throws Exception {
        start(directory);
        new ConfigFiles(directory).with("a.yaml", "nonsense");
        assertThat(next()).isInstanceOf(ConfigReading.Rejected.class);
        new ConfigFiles(directory).with("a.yaml", configOf("one"));
        assertThat(upstream(next())).isEqualTo("one");
    }

    @Test
    void aDirectoryThatGoesAndComesBackIsSurvived() throws Exception {
        start(directory);
        Files.move(directory, root.resolve("away"));
        assertThat(next()).isInstanceOf(ConfigReading.Rejected.class);
        Files.move(root.resolve("away"), directory);
        assertThat(upstream(next())).isEqualTo("one");
        new ConfigFiles(directory).with("a.yaml", configOf("two"));
        assertThat(upstream(next())).isEqualTo("two");
    }

    @Test
    void aDirectoryMadeAnewIsWatchedAnew() throws Exception {
        start(directory);
        Files.delete(directory.resolve("a.yaml"));
        Files.delete(directory);
        assertThat(next()).isInstanceOf(ConfigReading.Rejected.class);
        new ConfigFiles(directory).with("a.yaml", configOf("two"));
        assertThat(upstream(next())).isEqualTo("two");
        new ConfigFiles(directory).with("a.yaml", configOf("three"));
        assertThat(upstream(next())).isEqualTo("three");
    }

    @Test
    void aStartWithoutADirectoryIsAReadingToo() throws Exception {
        Path later = root.resolve("later");
        assertThat(start(later)).isInstanceOf(ConfigReading.Rejected.class);
        new ConfigFiles(later).with("a.yaml", configOf("one"));
        assertThat(upstream(next())).isEqualTo("one");
    }

    @Test
    void swapsOfAConfigMapAreSeenAndNeverHalf() throws Exception {
        Path mount = root.resolve("mount");
        Files.createDirectory(mount);
        swap(mount, 0);
        Files.createSymbolicLink(mount.resolve("a.yaml"), Path.of("..data/a.yaml"));
        Files.createSymbolicLink(mount.resolve("b.yaml"), Path.of("..data/b.yaml"));
        start(mount);
        int last = 200;
        for (int i = 1; i <= last; i++) {
            swap(mount, i);
        }
        String seen = "";
        while (!seen.equals("app-" + last)) {
            ConfigReading reading = next();
            assertThat(reading).as("a half would not refer to itself").isInstanceOf(ConfigReading.Accepted.class);
            seen = upstream(reading);
        }
    }

    @Test
    void aSwapOfALinkToADirectoryIsSeen() throws Exception {
        new ConfigFiles(root.resolve("other")).with("a.yaml", configOf("two"));
        Path link = root.resolve("current");
        Files.createSymbolicLink(link, directory);
        start(link);
        Files.createSymbolicLink(root.resolve("next"), root.resolve("other"));
        Files.move(root.resolve("next"), link, StandardCopyOption.ATOMIC_MOVE);
        assertThat(upstream(next())).isEqualTo("two");
    }

    @Test
    void aStoppedWatcherTellsNothing() throws Exception {
        ConfigWatcher watcher = new ConfigWatcher(vertx, directory, ConfigFiles.NO_ENVIRONMENT, readings::add);
        watcher.start().await(10, TimeUnit.SECONDS);
        watcher.stop().await(10, TimeUnit.SECONDS);
        new ConfigFiles(directory).with("a.yaml", configOf("two"));
        assertNothingElse();
    }

    private ConfigReading start(Path watched) throws Exception {
        ConfigWatcher watcher = new ConfigWatcher(vertx, watched, ConfigFiles.NO_ENVIRONMENT, readings::add);
        return watcher.start().await(10, TimeUnit.SECONDS);
    }

    private ConfigReading next() throws InterruptedException {
        ConfigReading reading = readings.poll(2, TimeUnit.SECONDS);
        assertThat(reading).as("a reading within two seconds").isNotNull();
        return java.util.Objects.requireNonNull(reading);
    }

    private void assertNothingElse() throws InterruptedException {
        assertThat(readings.poll(600, TimeUnit.MILLISECONDS)).isNull();
    }

    private static String upstream(ConfigReading reading) {
        assertThat(reading).isInstanceOf(ConfigReading.Accepted.class);
        return ((ConfigReading.Accepted) reading)
                .config().config().upstreams().stream()
                        .map(Upstream::name)
                        .findFirst()
                        .orElse("");
    }

    private static String configOf(String name) {
        return ConfigFiles.LEAST.replace("app", name);
    }

    /** As the kubelet does it: a new directory, a new link to it, renamed over the old one, the old directory removed. */
    private static void swap(Path mount, int generation) throws IOException {
        String name = "app-" + generation;
        Path made = mount.resolve("..gen" + generation);
        new ConfigFiles(made)
                .with("a.yaml", configOf(name).replaceAll("(?m)^upstreams.*$", ""))
                .with("b.yaml", "upstreams: [{ name: %s, endpoints: [{ address: \"a:1\" }] }]".formatted(name));
        Path link = mount.resolve("..data_tmp");
        Files.createSymbolicLink(link, made.getFileName());
        Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        Path old = mount.resolve("..gen" + (generation - 1));
        if (Files.exists(old)) {
            try (Stream<Path> files = Files.list(old)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(old);
        }
    }
}
