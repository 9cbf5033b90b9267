package io.quorate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.config.ConfigReader;
import io.quorate.config.ConfigReading;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.testing.Certificates;
import io.quorate.testing.Markdown;
import io.quorate.testing.Markdown.Block;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No page shows a config that is refused. */
class ShownConfigsTest {
    /** As a command that writes it: the README has one. */
    private static final Pattern WRITTEN = Pattern.compile("cat > \\S+\\.yaml <<'END'\n(.*?)\nEND\n", Pattern.DOTALL);

    private static final Certificates AUTHORITY = Certificates.authority("Docs");

    @TempDir
    private Path directory;

    static List<Block> shown() {
        return Markdown.pages().stream()
                .flatMap(page -> Markdown.blocks(page).stream())
                .flatMap(ShownConfigsTest::configsIn)
                .toList();
    }

    /** Of others' YAML the fence says whose it is. */
    private static Stream<Block> configsIn(Block block) {
        if (block.info().equals("yaml") || block.info().equals("yaml complete")) {
            return Stream.of(block);
        }
        Matcher written = WRITTEN.matcher(block.text());
        return written.results()
                .map(result -> new Block(block.page(), block.line(), "yaml complete", result.group(1) + "\n"));
    }

    @ParameterizedTest
    @MethodSource("shown")
    void eachConfigInThePagesIsAccepted(Block block) throws IOException {
        String text = atHand(block.text());
        JsonObject config = Completed.of(text);
        writeFiles(config);
        Path conf = Files.createDirectories(directory.resolve("conf"));
        String written = block.info().endsWith("complete") ? text : config.encode();
        Files.writeString(conf.resolve("shown.yaml"), written);
        ConfigReading reading = ConfigReader.read(conf, name -> "8080");
        assertThat(reading).as("%s", reading).isInstanceOf(ConfigReading.Accepted.class);
    }

    /** Files that a page names by an absolute path are in the test's own directory. */
    private String atHand(String text) {
        return text.replaceAll("(?<=[ \"])/(etc|var)/", directory + "/$1/");
    }

    private void writeFiles(JsonObject section) throws IOException {
        for (String key : List.copyOf(section.fieldNames())) {
            Object value = section.getValue(key);
            if (value instanceof JsonObject inner) {
                writeFiles(inner);
            } else if (value instanceof JsonArray several) {
                for (int i = 0; i < several.size(); i++) {
                    if (several.getValue(i) instanceof JsonObject each) {
                        writeFiles(each);
                    }
                }
            }
        }
        if (section.getValue("cert") instanceof String && section.getValue("key") instanceof String) {
            KeyPair pair = AUTHORITY.server("shop.example.com");
            write(section.getString("cert"), pair.certificate().text());
            write(section.getString("key"), pair.key().text());
        }
        for (String authority : List.of("ca", "clientCa")) {
            if (section.getValue(authority) instanceof String) {
                write(section.getString(authority), AUTHORITY.pem().text());
            }
        }
    }

    private void write(String path, String text) throws IOException {
        Path file = directory.resolve("conf").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
