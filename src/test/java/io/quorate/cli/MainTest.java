package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.transport.KeyPair;
import io.quorate.testing.Certificates;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void checkIsSilentAndFineOnAConfigThatCanBeServed() {
        assertThat(execute("check", "conf")).isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void checkWarnsOfACertificateOutOfDateAndIsFineAllTheSame() throws IOException {
        KeyPair pair =
                Certificates.write(directory, Certificates.authority("Root").expired("a.example"));
        Files.writeString(
                directory.resolve("a.yaml"),
                "listeners: [{ name: web, address: '127.0.0.1:0', tls: { certificates: [{ cert: '%s', key: '%s' }] } }]\n"
                        .formatted(pair.certificate(), pair.key()));

        assertThat(execute("check", directory.toString())).isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .startsWith("warning: a.yaml:1: listeners[0].tls.certificates[0].cert: ")
                .contains("CN=a.example expired at ")
                .hasLineCount(1);
    }

    @Test
    void checkPrintsTenMistakesInTwoFilesAsTenLines() throws IOException {
        Files.writeString(directory.resolve("a.yaml"), """
                listeners:
                  - name: web
                    address: 127.0.0.1
                    limits: { line: 8KB }
                  - name: web
                    address: 127.0.0.1:8081
                routes:
                  - name: shop
                    path: api
                    upstream: shopp
                    timeouts: { connect: 2 }
                """);
        Files.writeString(directory.resolve("b.yaml"), """
                upstreams:
                  - name: shop
                    endpoints:
                      - { address: "127.0.0.1:9001", wieght: 1 }
                      - { address: "127.0.0.1:99999" }
                    balance: fastest
                    check:
                      type: http
                      expect: { bodyMatches: "(" }
                """);

        assertThat(execute("check", directory.toString())).isEqualTo(1);

        assertThat(out.toString().lines())
                .hasSize(10)
                .allSatisfy(line -> assertThat(line).matches("[ab]\\.yaml:\\d+: [^ ]+: .+"));
        assertThat(out.toString().lines().map(line -> line.substring(0, line.indexOf(": "))))
                .containsExactly(
                        "a.yaml:3",
                        "a.yaml:4",
                        "a.yaml:5",
                        "a.yaml:9",
                        "a.yaml:10",
                        "a.yaml:11",
                        "b.yaml:4",
                        "b.yaml:5",
                        "b.yaml:6",
                        "b.yaml:9");
    }

    @Test
    void checkFindsThatTheAccessLogCannotBeWritten() throws IOException {
        String config = Files.readString(Path.of("conf/quorate.yaml"));
        Files.writeString(directory.resolve("a.yaml"), config + "\naccessLog:\n  path: none/access.log\n");
        int line = config.split("\n", -1).length + 2;

        assertThat(execute("check", directory.toString())).isEqualTo(1);
        assertThat(out.toString())
                .isEqualTo("a.yaml:" + line + ": accessLog.path: none/access.log: no directory for it"
                        + " (expected: one that is there, looked for at " + directory.resolve("none") + ")\n");
    }

    @Test
    void schemaIsJson() {
        assertThat(execute("schema")).isZero();
        assertThat(new JsonObject(out.toString()).getString("$schema")).contains("2020-12");
    }

    @Test
    void versionTellsWhatTheBuildStandsOn() {
        assertThat(execute("version")).isZero();
        assertThat(out.toString())
                .matches("(?s)quorate \\d.*\\njava \\d.*\\nvertx 5\\.0\\.10\\nhazelcast 5\\.3\\.8\\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nothing", "check", "check a b", "run --bogus", "run --admin nowhere", "schema extra"})
    void wrongUsageIsOneLineOnStandardErrorAndStatusTwo(String line) {
        assertThat(execute(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("quorate: ").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--cluster-port 5702                              | --cluster-port: given (expected: only with --cluster)",
                "--cluster nowhere.xml                            | --cluster: nowhere.xml (expected: a file that can be read)",
                "--cluster conf                                   | --cluster: conf (expected: a file",
                "--cluster=                                       | --cluster: empty (expected: FILE)",
                "--cluster cluster.xml --cluster-port x           | --cluster-port: x (expected: a port number)",
                "--cluster cluster.xml --cluster-port 65500       | --cluster-port: cluster port: 65500 (expected: 1 to 65435)",
                "--cluster cluster.xml --cluster-host 0.0.0.0     | --cluster-host: cluster host: 0.0.0.0 (expected: an IP address",
                "--cluster cluster.xml --cluster-host nowhere     | --cluster-host: cluster host: nowhere (expected: an IP address",
                "--cluster cluster.xml --cluster-members=         | --cluster-members: empty (expected: HOST:PORT,...)",
                "--cluster cluster.xml --cluster-members a,,b     | --cluster-members: address: :5701 (expected: host:port",
                "--cluster cluster.xml --cluster-members a:b      | --cluster-members: address: a:b (expected: a port number",
                "--cluster cluster.xml --cluster-secret-file no   | --cluster-secret-file: the file cannot be read (expected: the path of a text file)",
                "--cluster cluster.xml --cluster-cert LICENSE     | --cluster-cert, --cluster-key, --cluster-ca: event bus TLS:",
                "--cluster cluster.xml --cluster-cert LICENSE --cluster-key no --cluster-ca LICENSE | --cluster-key: no (expected:",
            })
    void namesTheClusterFlagThatCannotBeRight(String flags, String message) {
        assertThat(execute(("run --conf " + directory + " " + flags).split(" ")))
                .isEqualTo(2);
        assertThat(err.toString()).contains(message).hasLineCount(1);
    }

    @Test
    void refusesASecretThatIsTooShort() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "fifteen letters\n");

        assertThat(execute("run", "--cluster", "cluster.xml", "--cluster-secret-file", secret.toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--cluster-secret-file: cluster secret: 15 bytes (expected: at least 16)")
                .hasLineCount(1);
    }

    @Test
    void runTellsEveryProblemOfAConfigThatCannotBeServed() throws IOException {
        Files.writeString(directory.resolve("a.yaml"), "listener: []\nroutes: 7\n");

        assertThat(execute("run", "--conf", directory.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("a.yaml:1: listener:").contains("a.yaml:2: routes:");
    }

    private int execute(String... arguments) {
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
