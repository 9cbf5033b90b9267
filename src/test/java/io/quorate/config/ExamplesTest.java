package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
    private static final Path CONF = Path.of("conf");

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(CONF.resolve("examples"))) {
            return files.toList();
        }
    }

    @Test
    void theConfigThatComesAlongIsAccepted() {
        assertThat(ConfigReader.read(CONF, ConfigFiles.NO_ENVIRONMENT)).isInstanceOf(ConfigReading.Accepted.class);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void eachExampleIsAcceptedByItself(Path example, @TempDir Path directory) throws IOException {
        Files.copy(example, directory.resolve(example.getFileName()));
        ConfigReading reading = ConfigReader.read(directory, ConfigFiles.NO_ENVIRONMENT);
        assertThat(reading).as("%s", reading).isInstanceOf(ConfigReading.Accepted.class);
    }
}
