package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    @ValueSource(
            strings = {
                "",
                "nothing",
                "check",
                "check a b",
                "run --bogus",
                "run --admin nowhere",
                "run --cluster cluster.xml",
                "schema extra"
            })
    void wrongUsageIsOneLineOnStandardErrorAndStatusTwo(String line) {
        assertThat(execute(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("quorate: ").hasLineCount(1);
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
