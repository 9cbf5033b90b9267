package io.quorate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.app.health.Links;
import io.quorate.config.ConfigReader;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.probe.LogWatch;
import io.quorate.testing.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a config that is applied all the same. */
class ConfigWarningTest {
    @TempDir
    private Path directory;

    private final LogWatch log = new LogWatch();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void warnsOfACertificateOutOfDateOnStartingAndWithEachConfigThatIsApplied() throws IOException {
        Certificates authority = Certificates.authority("Root");
        write(authority.expired("first.example"));
        RunningMember member = Bootstrap.start(new Settings(directory, "a", "", Links.ALONE), name -> "")
                .await();
        try {
            assertThat(log.events("config_warning"))
                    .singleElement()
                    .asString()
                    .contains(
                            "quorate.yaml:1: listeners[0].tls.certificates[0].cert: ", "CN=first.example expired at ");

            write(authority.server("good.example"));
            member.offer(ConfigReader.read(directory, name -> "")).await();
            assertThat(log.events("config_warning")).noneMatch(line -> line.contains("CN=good.example"));

            write(authority.expired("second.example"));
            member.offer(ConfigReader.read(directory, name -> "")).await();
            assertThat(log.events("config_warning")).anyMatch(line -> line.contains("CN=second.example expired at "));
        } finally {
            member.stop().await();
        }
    }

    private void write(KeyPair pair) throws IOException {
        KeyPair files = Certificates.write(directory, pair);
        Path written =
                Files.writeString(directory.resolve("next.txt"), """
                listeners: [{ name: web, address: "127.0.0.1:0", tls: { certificates: [{ cert: "%s", key: "%s" }] } }]
                admin: { address: "127.0.0.1:0" }
                drain: { delay: 0s }
                """.formatted(files.certificate(), files.key()));
        Files.move(written, directory.resolve("quorate.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }
}
