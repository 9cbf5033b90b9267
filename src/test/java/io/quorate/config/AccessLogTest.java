package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.AccessLogSettings;
import io.quorate.core.model.AccessLogSettings.Format;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be said of the access log. */
class AccessLogTest {
    @TempDir
    private Path directory;

    @Test
    void itIsOffUnlessGiven() {
        assertThat(settings("")).isEqualTo(AccessLogSettings.OFF);
        assertThat(AccessLogSettings.OFF.isOn()).isFalse();
    }

    @Test
    void anEmptySectionIsAllRequestsInJsonOnStandardOutput() {
        assertThat(settings("accessLog: {}")).isEqualTo(new AccessLogSettings(Format.JSON, "-", 1));
    }

    @Test
    void everyKeyIsRead() {
        assertThat(settings("accessLog: { format: text, path: ../logs/access.log, sample: 0.5% }"))
                .isEqualTo(new AccessLogSettings(Format.TEXT, "../logs/access.log", 0.005));
    }

    @Test
    void theVariablesOfTheEnvironmentWork() {
        ConfigFiles files = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST + "accessLog: { path: \"${env:LOGS:-/var/log}/access.log\" }\n");
        assertThat(files.config().accessLog().path()).isEqualTo("/var/log/access.log");
    }

    @Test
    void membersThatLogOtherwiseAreOfOneGeneration() {
        String without = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST)
                .config()
                .hash();
        new ConfigFiles(directory).with("b.yaml", "accessLog: {}\n");
        assertThat(new ConfigFiles(directory).config().hash()).isEqualTo(without);
    }

    @Test
    void itStandsInOneFileOnly() {
        ConfigFiles files = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST + "accessLog: {}\n")
                .with("b.yaml", "accessLog: {}\n");
        assertThat(files.lines())
                .containsExactly(
                        "b.yaml:1: accessLog: 'accessLog' stands in two files (expected: one; also at a.yaml:4)");
    }

    @Test
    void theEffectiveConfigShowsIt() {
        ConfigFiles files =
                new ConfigFiles(directory).with("a.yaml", ConfigFiles.LEAST + "accessLog: { sample: 10% }\n");
        assertThat(files.loaded().effective().getJsonObject("accessLog").encode())
                .isEqualTo("{\"format\":\"json\",\"path\":\"-\",\"sample\":\"10%\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'{ format: xml }';accessLog.format: xml (expected: one of json, text)",
                "'{ format: JSON }';accessLog.format: JSON (expected: one of json, text)",
                "'{ format: }';accessLog.format: no value (expected: one of json, text, or the key left out)",
                "'{ path: \"\" }';accessLog.path: an empty text (expected: the path of a file, or - for standard output)",
                "'{ path: \"a\\nb\" }';accessLog.path: a\\nb (expected: the path of a file, or - for standard output)",
                "'{ path: [] }';accessLog.path: a list (expected: the path of a file, or - for standard output)",
                "'{ sample: 0.1 }';accessLog.sample: 0.1 (expected: a percentage from 0% to 100%)",
                "'{ sample: 101% }';accessLog.sample: 101% (expected: a percentage from 0% to 100%)",
                "'{ sample: -1% }';accessLog.sample: -1% (expected: a percentage",
                "'{ file: x }';accessLog.file: unknown key 'file'",
                "'true';accessLog: true (expected: a mapping with keys such as format, path, sample)",
                "'[]';accessLog: a list (expected: a mapping with keys such as format, path, sample)",
            })
    void whatItIsNotIsNamed(String section, String problem) {
        ConfigFiles files =
                new ConfigFiles(directory).with("a.yaml", ConfigFiles.LEAST + "accessLog: " + section + "\n");
        assertThat(files.lines()).singleElement().asString().startsWith("a.yaml:4: " + problem);
    }

    private AccessLogSettings settings(String section) {
        return new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST + section + "\n")
                .config()
                .accessLog();
    }
}
