package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.AccessLogSettings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The access log of a proxy under test, as a file. */
record LogLines(Path file) {
    /** Lets the proxy write into a file of that directory. */
    static LogLines of(TestProxy proxy, Path directory) {
        return of(proxy, directory, AccessLogSettings.Format.JSON, 1);
    }

    static LogLines of(TestProxy proxy, Path directory, AccessLogSettings.Format format, double share) {
        Path file = directory.resolve("access.log");
        proxy.log.use(new AccessLogSettings(format, file.toString(), share));
        return new LogLines(file);
    }

    /** The one line that there is, or comes. */
    JsonObject only() {
        return await(1).get(0);
    }

    /** The lines, once there are so many; there must not be more. */
    List<JsonObject> await(int count) {
        return texts(count).stream().map(JsonObject::new).toList();
    }

    /** The same as they are. */
    List<String> texts(int count) {
        org.awaitility.Awaitility.await().until(() -> read().size() >= count);
        List<String> lines = read();
        assertThat(lines).hasSize(count);
        return lines;
    }

    private List<String> read() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
