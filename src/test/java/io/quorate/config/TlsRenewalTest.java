package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.transport.KeyPair;
import io.quorate.testing.Certificates;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renewed certificates are picked up without a touch of the config, in whatever way files are renewed. */
class TlsRenewalTest {
    private static final Certificates AUTHORITY = Certificates.authority("Root");
    private static final KeyPair FIRST = AUTHORITY.server("a.example");
    private static final KeyPair SECOND = AUTHORITY.server("a.example");

    @TempDir
    private Path root;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<ConfigReading> readings = new LinkedBlockingQueue<>();

    private Path tls = Path.of("");

    @BeforeEach
    void fill() {
        tls = root.resolve("elsewhere");
        write(tls, FIRST);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void filesWrittenAnewInPlace() throws Exception {
        assertThat(certificate(start(tls))).isEqualTo(FIRST.certificate().text());
        write(tls, SECOND);
        assertThat(nextAccepted()).isEqualTo(SECOND.certificate().text());
    }

    @Test
    void filesRenamedOverTheOldOnes() throws Exception {
        start(tls);
        write(root.resolve("new"), SECOND);
        for (String name : new String[] {"tls.crt", "tls.key"}) {
            Files.move(root.resolve("new").resolve(name), tls.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
        assertThat(nextAccepted()).isEqualTo(SECOND.certificate().text());
    }

    @Test
    void aSecretWhoseDataIsSwappedIsNeverSeenByHalf() throws Exception {
        Path mount = root.resolve("mount");
        write(mount.resolve("..0"), FIRST);
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..0"));
        Files.createSymbolicLink(mount.resolve("tls.crt"), Path.of("..data/tls.crt"));
        Files.createSymbolicLink(mount.resolve("tls.key"), Path.of("..data/tls.key"));
        start(mount);
        int last = 99;
        for (int i = 1; i <= last; i++) {
            swap(mount, i, i % 2 == 0 ? FIRST : SECOND);
        }
        String seen = "";
        while (!seen.equals(SECOND.certificate().text())) {
            ConfigReading reading = next();
            assertThat(reading).as("a half would not match").isInstanceOf(ConfigReading.Accepted.class);
            seen = certificate(reading);
        }
    }

    @Test
    void aSecretThatIsTheConfigDirectoryItself() throws Exception {
        Path mount = root.resolve("mount");
        write(mount.resolve("..0"), FIRST);
        new ConfigFiles(mount.resolve("..0")).with("a.yaml", configOf(Path.of("")));
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..0"));
        watch(mount);
        write(mount.resolve("..1"), SECOND);
        new ConfigFiles(mount.resolve("..1")).with("a.yaml", configOf(Path.of("")));
        link(mount, "..1");
        assertThat(certificate(next())).isEqualTo(SECOND.certificate().text());
    }

    @Test
    void linksThatAreTurnedToOtherFilesOneByOne() throws Exception {
        write(root.resolve("archive1"), FIRST);
        write(root.resolve("archive2"), SECOND);
        Path live = Files.createDirectory(root.resolve("live"));
        turn(live, "tls.crt", "archive1");
        turn(live, "tls.key", "archive1");
        start(live);
        turn(live, "tls.crt", "archive2");
        turn(live, "tls.key", "archive2");
        assertThat(nextAccepted()).isEqualTo(SECOND.certificate().text());
    }

    @Test
    void aKeyThatComesLateIsAwaited() throws Exception {
        start(tls);
        Files.writeString(tls.resolve("tls.crt"), SECOND.certificate().text());
        ConfigReading half = next();
        assertThat(half).isInstanceOf(ConfigReading.Rejected.class);
        assertThat(((ConfigReading.Rejected) half).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("is not the key of the certificate"));
        Files.writeString(tls.resolve("tls.key"), SECOND.key().text());
        assertThat(certificate(next())).isEqualTo(SECOND.certificate().text());
    }

    @Test
    void aFileThatGoesAndComesBack() throws Exception {
        start(tls);
        Files.move(tls.resolve("tls.key"), root.resolve("away"));
        assertThat(next()).isInstanceOf(ConfigReading.Rejected.class);
        Files.move(root.resolve("away"), tls.resolve("tls.key"));
        assertThat(certificate(next())).isEqualTo(FIRST.certificate().text());
    }

    @Test
    void filesThatAreWrittenAnewWithTheSameContentAreNoChange() throws Exception {
        start(tls);
        write(tls, FIRST);
        assertThat(readings.poll(2, TimeUnit.SECONDS)).isNull();
    }

    private ConfigReading start(Path files) throws Exception {
        new ConfigFiles(root.resolve("conf")).with("a.yaml", configOf(files));
        return watch(root.resolve("conf"));
    }

    private ConfigReading watch(Path directory) throws Exception {
        ConfigWatcher watcher = new ConfigWatcher(vertx, directory, ConfigFiles.NO_ENVIRONMENT, readings::add);
        return watcher.start().await(10, TimeUnit.SECONDS);
    }

    private ConfigReading next() throws InterruptedException {
        ConfigReading reading = readings.poll(5, TimeUnit.SECONDS);
        assertThat(reading).as("a reading within five seconds").isNotNull();
        return Objects.requireNonNull(reading);
    }

    /** The certificate of the next config that can be served: one between two files may be refused. */
    private String nextAccepted() throws InterruptedException {
        ConfigReading reading = next();
        return certificate(reading instanceof ConfigReading.Accepted ? reading : next());
    }

    private static String certificate(ConfigReading reading) {
        assertThat(reading).isInstanceOf(ConfigReading.Accepted.class);
        return ((ConfigReading.Accepted) reading)
                .config()
                .config()
                .listeners()
                .get(0)
                .tls()
                .certificates()
                .get(0)
                .certificate()
                .text();
    }

    private static String configOf(Path files) {
        return ConfigFiles.LEAST.replace(
                "name: web,",
                "name: web, tls: {certificates: [{cert: '%s', key: '%s'}]},"
                        .formatted(files.resolve("tls.crt"), files.resolve("tls.key")));
    }

    private static void write(Path directory, KeyPair pair) {
        new ConfigFiles(directory)
                .with("tls.crt", pair.certificate().text())
                .with("tls.key", pair.key().text());
    }

    private static void swap(Path mount, int generation, KeyPair pair) throws IOException {
        write(mount.resolve(".." + generation), pair);
        link(mount, ".." + generation);
        Path old = mount.resolve(".." + (generation - 1));
        Files.delete(old.resolve("tls.crt"));
        Files.delete(old.resolve("tls.key"));
        Files.delete(old);
    }

    private static void link(Path mount, String target) throws IOException {
        Path made = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(target));
        Files.move(made, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void turn(Path live, String name, String archive) throws IOException {
        Path made = Files.createSymbolicLink(live.resolve("next"), Path.of("..", archive, name));
        Files.move(made, live.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
