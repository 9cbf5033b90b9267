package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.Problem;
import io.quorate.core.model.ProxyConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A config directory that a test fills and reads. */
record ConfigFiles(Path directory) {
    static final UnaryOperator<String> NO_ENVIRONMENT = name -> "";

    /** Enough to be accepted. */
    static final String LEAST = """
            listeners: [{ name: web, address: "127.0.0.1:0" }]
            routes: [{ name: all, upstream: app }]
            upstreams: [{ name: app, endpoints: [{ address: "127.0.0.1:9001" }] }]
            """;

    ConfigFiles with(String name, String text) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LoadedConfig loaded() {
        return loaded(Map.of());
    }

    LoadedConfig loaded(Map<String, String> environment) {
        ConfigReading reading = ConfigReader.read(directory, name -> environment.getOrDefault(name, ""));
        assertThat(reading).isInstanceOf(ConfigReading.Accepted.class);
        return ((ConfigReading.Accepted) reading).config();
    }

    ProxyConfig config() {
        return loaded().config();
    }

    List<Problem> problems() {
        ConfigReading reading = ConfigReader.read(directory, NO_ENVIRONMENT);
        assertThat(reading).isInstanceOf(ConfigReading.Rejected.class);
        return ((ConfigReading.Rejected) reading).problems();
    }

    /** The problems as they are printed. */
    List<String> lines() {
        return problems().stream().map(Problem::toString).toList();
    }
}
