package io.quorate.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image, built and pushed to a registry of the test, and started from its layers without an engine. */
class ImageIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String NOBODY = "10001";

    @TempDir
    private static Path directory;

    private static Registry registry;
    private static List<Image> images;
    private static Image image;
    private static Path root;

    @BeforeAll
    static void build() throws Exception {
        assumeTrue(Jail.possible(), "needs root, and leave to make namespaces");
        registry = new Registry(directory.resolve("registry"));
        BaseImage.add(registry, directory);
        images = Image.push(registry, directory.resolve("cache"));
        image = images.stream()
                .filter(each -> each.platform().equals(BaseImage.platform()))
                .findFirst()
                .orElseThrow();
        root = directory.resolve("unpacked");
        image.unpack(root);
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void isTheSameForBothPlatforms() {
        assertThat(images).extracting(Image::platform).containsExactlyInAnyOrder("linux/amd64", "linux/arm64");
        assertThat(images).extracting(Image::settings).containsOnly(image.settings());
        assertThat(images).allMatch(each -> image.layers().containsAll(each.layers()));
    }

    @Test
    void saysWhatItIsAndWhatItListensTo() {
        JsonObject settings = image.settings();
        assertThat(settings.getString("User")).isEqualTo(NOBODY + ":" + NOBODY);
        assertThat(settings.getString("WorkingDir")).isEqualTo("/opt/quorate");
        assertThat(image.strings("Env")).contains("QUORATE_CONF=/etc/quorate/conf");
        assertThat(image.strings("Env")).noneMatch(variable -> variable.startsWith("JAVA_TOOL_OPTIONS"));
        assertThat(image.strings("Cmd")).containsExactly("run");
        assertThat(settings.getJsonObject("ExposedPorts").fieldNames())
                .containsExactlyInAnyOrder("8080/tcp", "8443/tcp", "9090/tcp", "5701/tcp", "5801/tcp");
        JsonObject labels = settings.getJsonObject("Labels");
        assertThat(labels.fieldNames()).allMatch(label -> label.startsWith("org.opencontainers.image."));
        assertThat(labels.getString("org.opencontainers.image.licenses")).isEqualTo("Apache-2.0");
        assertThat(labels.getString("org.opencontainers.image.base.name")).isEqualTo(registry.name("base:1"));
    }

    @Test
    void opensWhatTheJarOpens() throws IOException {
        try (JarFile jar = new JarFile(Path.of("target", "quorate.jar").toFile())) {
            String opened = jar.getManifest().getMainAttributes().getValue("Add-Opens");
            String exported = jar.getManifest().getMainAttributes().getValue("Add-Exports");
            List<String> wanted = Stream.concat(
                            Stream.of(opened.split(" ", -1)).map(each -> "--add-opens=" + each),
                            Stream.of(exported.split(" ", -1)).map(each -> "--add-exports=" + each))
                    .map(each -> each + "=ALL-UNNAMED")
                    .toList();
            assertThat(image.strings("Entrypoint"))
                    .filteredOn(each -> each.startsWith("--add-"))
                    .containsExactlyInAnyOrderElementsOf(wanted);
        }
    }

    @Test
    void twoBuildsAreTheSameBytes() throws Exception {
        // Of the other platform the base is empty here.
        String other = BaseImage.platform().equals("linux/amd64") ? "linux/arm64" : "linux/amd64";
        Path first = Image.tar(registry, directory.resolve("first"), other);
        Path second = Image.tar(registry, directory.resolve("second"), other);
        assertThat(Digests.of(first)).isEqualTo(Digests.of(second));
    }

    @Test
    void itsCommandsTakeArguments() throws Exception {
        assertThat(printed(image, "version")).contains("quorate ", "java " + BaseImage.version());
        Path conf = Files.createDirectories(directory.resolve("checked"));
        Files.writeString(
                conf.resolve("quorate.yaml"),
                "listeners: [{ name: web, address: \"0.0.0.0:8080\" }]\nroutes: [{ name: all, upstream: nowhere }]\n");
        try (Jail jail = Jail.start(image, root, conf, "check", "/etc/quorate/conf")) {
            assertThat(jail.end()).isEqualTo(1);
            assertThat(jail.log()).contains("quorate.yaml:2: ").contains("nowhere");
        }
    }

    @Test
    void itsFlagsForJavaActAndGiveWayToTheUsers() throws Exception {
        String flags = printed(image.with("JAVA_TOOL_OPTIONS=-XX:+PrintFlagsFinal"), "version");
        assertThat(flags).containsPattern("ExitOnOutOfMemoryError += true");
        assertThat(flags).containsPattern("MaxRAMPercentage += 40.0");
        if (BaseImage.version() >= 25) {
            assertThat(flags).containsPattern("UseCompactObjectHeaders += true");
        }
        Image other = image.with("JAVA_TOOL_OPTIONS=-XX:+PrintFlagsFinal -XX:MaxRAMPercentage=33");
        assertThat(printed(other, "version")).containsPattern("MaxRAMPercentage += 33.0");
    }

    @Test
    void saysWhereItLooksForAConfig() throws Exception {
        try (Jail jail = Jail.start(
                image,
                root,
                Files.createDirectories(directory.resolve("none")),
                "run",
                "--conf",
                "/etc/quorate/elsewhere")) {
            assertThat(jail.end()).isEqualTo(1);
            assertThat(jail.log())
                    .contains("/etc/quorate/elsewhere: no such directory")
                    .contains("QUORATE_CONF");
        }
    }

    @Test
    void servesAsNobodyOnARootThatCannotBeWritten() throws Exception {
        HttpServer backend = backend();
        int port = Ports.free();
        int admin = Ports.free();
        try (Jail jail =
                Jail.start(image, root, conf(port, admin, backend.getAddress().getPort()))) {
            Client client = new Client();
            await().atMost(SOON).until(() -> !jail.alive() || client.get("127.0.0.1:" + admin, "/readyz") == 200);
            assertThat(jail.alive()).as(jail.log()).isTrue();
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("127.0.0.1:" + port)).as(jail.log()).isEqualTo(200);
            }
            for (String needless : List.of("HUP", "USR1")) {
                jail.signal(needless);
                await().atMost(SOON)
                        .until(() ->
                                !jail.alive() || jail.log().contains("event=signal_ignored signal=" + needless + " "));
                assertThat(client.get("127.0.0.1:" + port)).as(jail.log()).isEqualTo(200);
            }
            isNobody(jail);
            assertThat(writable(jail)).containsExactly("/tmp");
            jail.terminate();
            assertThat(jail.end()).as(jail.log()).isZero();
            assertThat(jail.log()).contains("event=ready", "event=stopped");
            // That it was paused says something of the machine.
            assertThat(jail.log().lines().filter(line -> !line.contains("event=paused ")))
                    .noneMatch(line -> line.contains("WARN"));
        } finally {
            backend.stop(0);
        }
    }

    private static void isNobody(Jail jail) throws IOException {
        String status = Files.readString(jail.kernel("status"));
        String ids = String.join("\t", NOBODY, NOBODY, NOBODY, NOBODY);
        assertThat(status).contains("Uid:\t" + ids + "\n", "Gid:\t" + ids + "\n", "NoNewPrivs:\t1\n");
        assertThat(status).contains("CapPrm:\t0000000000000000\n", "CapEff:\t0000000000000000\n");
        assertThat(status).containsPattern("Groups:\\s*\n");
    }

    /** The file systems with files in them that are not read-only; devices and what the kernel tells are none. */
    private static List<String> writable(Jail jail) throws IOException {
        return Files.readString(jail.kernel("mountinfo"))
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> !fields[5].startsWith("ro"))
                .map(fields -> fields[4])
                .filter(place -> !place.matches("/(proc|dev|sys)(/.*)?"))
                .toList();
    }

    private static String printed(Image image, String... arguments) throws Exception {
        Path conf = Files.createDirectories(directory.resolve("none"));
        try (Jail jail = Jail.start(image, root, conf, arguments)) {
            assertThat(jail.end()).as(jail.log()).isZero();
            return jail.log();
        }
    }

    private static HttpServer backend() throws IOException {
        HttpServer server = HttpServer.create(Ports.at(0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static Path conf(int port, int admin, int backend) throws IOException {
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.writeString(conf.resolve("quorate.yaml"), """
                listeners: [{ name: web, address: "127.0.0.1:%d" }]
                routes: [{ name: all, upstream: app }]
                upstreams:
                  - name: app
                    endpoints: [{ address: "127.0.0.1:%d" }]
                    check: { type: http, path: / }
                admin: { address: "127.0.0.1:%d" }
                """.formatted(port, backend, admin));
        return conf;
    }
}
