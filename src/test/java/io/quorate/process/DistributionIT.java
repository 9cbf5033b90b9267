package io.quorate.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive as somebody would use it who unpacked it. */
class DistributionIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static Unpacked unpacked;

    @BeforeAll
    static void unpack() throws Exception {
        unpacked = Unpacked.into(directory.resolve("a path with spaces"));
    }

    @Test
    void runsFromAnywhereThroughALinkToALink() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("first"), unpacked.script());
        Path other = Files.createSymbolicLink(directory.resolve("second"), link.getFileName());
        assertThat(ended(other, Unpacked.java(), "version")).isEqualTo(0);
        assertThat(printed()).startsWith("quorate ").contains("java " + Runtime.version());
    }

    @Test
    void passesArgumentsAndTheExitStatusOn() throws Exception {
        Path conf = Files.createDirectories(directory.resolve("with a space"));
        Files.writeString(conf.resolve("quorate.yaml"), "listeners: 5\n");
        assertThat(ended(unpacked.script(), Unpacked.java(), "check", conf.toString()))
                .isEqualTo(1);
        assertThat(printed()).startsWith("quorate.yaml:1: listeners");
        String sample = unpacked.home().resolve("conf").toString();
        assertThat(ended(unpacked.script(), Unpacked.java(), "check", sample))
                .as(printed())
                .isEqualTo(0);
    }

    @Test
    void saysWhichFileThisUserMayNotRead() throws Exception {
        Path conf = Files.createDirectories(directory.resolve("closed"));
        Path file = Files.writeString(conf.resolve("quorate.yaml"), "routes: []\n");
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
        permit(file, "---------");
        assertThat(checkedByNobody(conf)).isEqualTo(1);
        assertThat(printed())
                .isEqualTo("quorate.yaml: may not be read (expected: a file that this process may read)\n");
        for (String permissions : List.of("r--r--r--", "--x--x--x")) {
            permit(conf, permissions);
            assertThat(checkedByNobody(conf)).isEqualTo(1);
            assertThat(printed())
                    .isEqualTo(
                            conf + ": may not be read (expected: a directory that this process may list and enter)\n");
        }
        permit(conf, "rwxr-xr-x");
    }

    @Test
    void takesJavaFromThePathIfNothingElseIsSaid() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin");
        assertThat(ended(unpacked.script(), Map.of("PATH", java + ":/usr/bin:/bin"), "version"))
                .isEqualTo(0);
        Path tools = tools();
        assertThat(ended(unpacked.script(), Map.of("PATH", tools.toString()), "version"))
                .isEqualTo(2);
        assertThat(printed()).startsWith("quorate: java: not on the path");
    }

    @Test
    void refusesAJavaThatIsNotThere() throws Exception {
        assertThat(ended(unpacked.script(), Unpacked.java("JAVA_HOME", "/nowhere"), "version"))
                .isEqualTo(2);
        assertThat(printed()).isEqualTo("quorate: JAVA_HOME: /nowhere (expected: a directory with bin/java in it)\n");
    }

    @Test
    void refusesAJavaThatIsTooOld() throws Exception {
        for (String version : new String[] {"1.8.0_392", "11.0.22", "16.0.2"}) {
            Path old = fakeJava("old", "echo 'openjdk version \"" + version + "\" 2024-01-16' >&2");
            assertThat(ended(unpacked.script(), Unpacked.java("JAVA_HOME", old.toString()), "version"))
                    .isEqualTo(2);
            assertThat(printed()).contains("(expected: 17 or later)");
        }
        Path strange = fakeJava("strange", "exit 1");
        assertThat(ended(unpacked.script(), Unpacked.java("JAVA_HOME", strange.toString()), "version"))
                .isEqualTo(2);
        assertThat(printed()).contains("of no known version");
    }

    @Test
    void givesEachJavaTheOptionsThatItKnowsAndThoseOfTheUserLast() throws Exception {
        for (int version : new int[] {17, 21, 25}) {
            Path java = fakeJava("java-" + version, """
                    if [ "$1" = -version ]; then
                        echo 'Picked up JAVA_TOOL_OPTIONS: -Dx="version 3"' >&2
                        echo 'openjdk version "%d.0.1" 2025-10-21 LTS' >&2
                    else
                        echo "$@"
                    fi
                    """.formatted(version));
            Map<String, String> variables =
                    Unpacked.java("JAVA_HOME", java.toString(), "JAVA_OPTS", "-Xmx1g -Da=b", "QUORATE_OPTS", "-Xmx2g");
            assertThat(ended(unpacked.script(), variables, "run", "--name", "a b"))
                    .isEqualTo(0);
            assertThat(printed())
                    .isEqualTo("-XX:+ExitOnOutOfMemoryError %s-Xmx1g -Da=b -Xmx2g -jar %s run --name a b\n"
                            .formatted(
                                    version < 25 ? "" : "-XX:+UseCompactObjectHeaders ",
                                    unpacked.home().resolve("quorate.jar")));
        }
    }

    @Test
    void becomesJavaSoThatSignalsReachIt() throws Exception {
        int port = Ports.free();
        int admin = Ports.free();
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.writeString(conf.resolve("quorate.yaml"), """
                listeners: [{ name: web, address: "127.0.0.1:%d" }]
                routes: [{ name: all, respond: { status: 200, body: "here" } }]
                admin: { address: "127.0.0.1:%d" }
                """.formatted(port, admin));
        Map<String, String> variables = Unpacked.java("QUORATE_CONF", conf.toString(), "JAVA_OPTS", "-Xmx96m");
        Process process = started(unpacked.script(), variables, "run");
        try {
            Client client = new Client();
            await().atMost(SOON).until(() -> !process.isAlive() || client.get("127.0.0.1:" + admin, "/readyz") == 200);
            assertThat(client.get("127.0.0.1:" + port)).as(printed()).isEqualTo(200);
            assertThat(process.children()).isEmpty();
            for (String needless : List.of("HUP", "USR1")) {
                Shell.signal(needless, process);
                await().atMost(SOON)
                        .until(() -> !process.isAlive()
                                || printed().contains("event=signal_ignored signal=" + needless + " "));
                assertThat(client.get("127.0.0.1:" + port)).as(printed()).isEqualTo(200);
            }
            assertThat(printed()).doesNotContain("event=draining");
            Shell.signal("TERM", process);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(printed()).contains("event=stopped");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
    }

    @Test
    void tellsNeitherWhenNorByWhomItWasBuilt() throws Exception {
        String entries = Shell.run(
                "env",
                "TZ=UTC",
                "tar",
                "--full-time",
                "-tvzf",
                Unpacked.archive().toString());
        assertThat(entries.lines())
                .hasSizeGreaterThan(50)
                .allMatch(line -> line.matches("\\S+ root/root +\\d+ 2026-11-26 00:00:00 .*"));
    }

    @Test
    void theUnitRunsWhatTheBinaryTakes() throws Exception {
        Map<String, String> unit = Unit.read(unpacked.home().resolve("systemd").resolve("quorate.service"));
        String[] start = unit.getOrDefault("ExecStart", "").split(" ", 2);
        assertThat(start[0]).isEqualTo("/opt/quorate/bin/quorate");
        assertThat(start[1]).isEqualTo("run");
        assertThat(ended(unpacked.script(), Unpacked.java(), "run", "--help")).isEqualTo(0);
        assertThat(printed()).contains(unit.getOrDefault("Environment", "").split("=", 2)[0]);
        assertThat(Files.readString(unpacked.home().resolve("systemd").resolve("quorate.sysusers")))
                .contains("\nu " + unit.get("User") + " ");
        // A second before it stops accepting, 30 to finish, 10 to leave the cluster.
        assertThat(Integer.parseInt(unit.getOrDefault("TimeoutStopSec", "0"))).isGreaterThan(41);
        assertThat(unit).containsEntry("MemoryDenyWriteExecute", "no").containsEntry("NoNewPrivileges", "yes");
    }

    private static Process started(Path script, Map<String, String> variables, String... arguments) throws IOException {
        return Unpacked.command(script, variables, arguments)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("printed").toFile())
                .start();
    }

    private static int ended(Path script, Map<String, String> variables, String... arguments) throws Exception {
        Process process = started(script, variables, arguments);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running after 60 s");
        }
        return process.exitValue();
    }

    /** As a user who owns nothing: root may read whatever is closed to others. */
    private static int checkedByNobody(Path conf) throws Exception {
        permit(directory, "rwxr-xr-x");
        Path script = directory.resolve("as-nobody");
        Files.writeString(
                script,
                "#!/bin/sh\nexec setpriv --reuid=65534 --clear-groups --inh-caps=-all \"" + unpacked.script()
                        + "\" \"$@\"\n");
        permit(script, "rwxr-xr-x");
        return ended(script, Unpacked.java(), "check", conf.toString());
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static String printed() throws IOException {
        return Files.readString(directory.resolve("printed"), StandardCharsets.UTF_8);
    }

    /** A directory that could be a JAVA_HOME, but for what its java does. */
    private static Path fakeJava(String name, String script) throws IOException {
        Path home = directory.resolve(name);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        permit(java, "rwxr-xr-x");
        return home;
    }

    /** All that the script calls, and no Java. */
    private static Path tools() throws IOException {
        Path tools = Files.createDirectories(directory.resolve("tools"));
        for (String tool : new String[] {"sh", "readlink", "dirname", "sed", "head"}) {
            Path found = Path.of("/usr/bin", tool);
            Files.createSymbolicLink(tools.resolve(tool), Files.exists(found) ? found : Path.of("/bin", tool));
        }
        return tools;
    }
}
