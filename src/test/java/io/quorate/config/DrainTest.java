package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.DrainSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be said of how a member stops. */
class DrainTest {
    @TempDir
    private Path directory;

    @Test
    void aMemberStopsAcceptingAfterASecondAndFinishesWithinThirtyUnlessTold() {
        DrainSettings usual = new DrainSettings(Duration.ofSeconds(1), Duration.ofSeconds(30));
        assertThat(settings("")).isEqualTo(usual).isEqualTo(DrainSettings.DEFAULT);
        assertThat(settings("drain: {}")).isEqualTo(usual);
    }

    @Test
    void everyKeyIsRead() {
        assertThat(settings("drain: { delay: 7s, timeout: 1m }"))
                .isEqualTo(new DrainSettings(Duration.ofSeconds(7), Duration.ofMinutes(1)));
    }

    @Test
    void thereMayBeNoDelay() {
        assertThat(settings("drain: { delay: 0s }").delay()).isZero();
    }

    @Test
    void itStandsInOneFileOnly() {
        ConfigFiles files = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST + "drain: {}\n")
                .with("b.yaml", "drain: {}\n");
        assertThat(files.lines())
                .containsExactly("b.yaml:1: drain: 'drain' stands in two files (expected: one; also at a.yaml:4)");
    }

    @Test
    void theEffectiveConfigShowsIt() {
        ConfigFiles files = new ConfigFiles(directory).with("a.yaml", ConfigFiles.LEAST + "drain: { delay: 5s }\n");
        assertThat(files.loaded().effective().getJsonObject("drain").encode())
                .isEqualTo("{\"delay\":\"5s\",\"timeout\":\"30s\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'{ delay: 5 }';drain.delay: 5 (expected: a duration from 0s to 24h",
                "'{ delay: 25h }';drain.delay: 25h (expected: a duration from 0s to 24h",
                "'{ timeout: 0s }';drain.timeout: 0s (expected: a duration from 1ms to 24h",
                "'{ grace: 1s }';drain.grace: unknown key 'grace'",
                "'5s';drain: 5s (expected: a mapping with keys such as delay, timeout)",
            })
    void whatItIsNotIsNamed(String section, String problem) {
        ConfigFiles files = new ConfigFiles(directory).with("a.yaml", ConfigFiles.LEAST + "drain: " + section + "\n");
        assertThat(files.lines()).singleElement().asString().startsWith("a.yaml:4: " + problem);
    }

    private DrainSettings settings(String section) {
        return new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST + section + "\n")
                .config()
                .drain();
    }
}
