package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTest {
    @TempDir
    private Path directory;

    @Test
    void aDirectoryThatIsNotThereIsAProblemNotAnEmptyConfig() {
        Path gone = directory.resolve("gone");
        assertThat(new ConfigFiles(gone).lines())
                .containsExactly(gone + ": no such directory, or one that may not be read");
    }

    @Test
    void aDirectoryWithoutConfigIsAProblem() throws IOException {
        Files.createDirectory(directory.resolve("sub.yaml"));
        ConfigFiles files = new ConfigFiles(directory).with("readme.txt", "x").with(".hidden.yaml", "x");
        assertThat(files.lines())
                .containsExactly(
                        directory + ": no config in it (expected: at least one file named *.yaml, *.yml or *.json)");
    }

    @Test
    void otherFilesAreNotRead() {
        ConfigFiles files = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST)
                .with(".a.yaml.swp", "x")
                .with(".b.yaml", "x")
                .with("a.yaml~", "x")
                .with("site.crt", "x");
        assertThat(files.config().routes()).hasSize(1);
    }

    @Test
    void anEmptyFileIsAProblemBecauseItMayBeOneThatIsBeingWritten() {
        ConfigFiles files =
                new ConfigFiles(directory).with("a.yaml", ConfigFiles.LEAST).with("b.yaml", "");
        assertThat(files.lines()).containsExactly("b.yaml: empty (expected: a mapping, or no file at all)");
    }

    @Test
    void aFileOfCommentsOnlySaysNothing() {
        ConfigFiles files =
                new ConfigFiles(directory).with("a.yaml", ConfigFiles.LEAST).with("b.yaml", "# later\n");
        assertThat(files.config().routes()).hasSize(1);
    }

    @Test
    void aFileThatIsTooBigIsAProblem() {
        ConfigFiles files = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST)
                .with("b.yaml", "#".repeat(DirectoryReader.MAX_BYTES + 1));
        assertThat(files.lines()).containsExactly("b.yaml: too big (expected: at most 8MiB)");
    }

    @Test
    void bytesThatAreNotUtf8AreAProblemWithTheirLine() throws IOException {
        Files.write(directory.resolve("a.yaml"), "# x\n# \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(new ConfigFiles(directory).lines()).containsExactly("a.yaml:2: not valid UTF-8");
    }

    @Test
    void charactersThatYamlDoesNotAllowAreAProblemWithTheirLine() {
        ConfigFiles files = new ConfigFiles(directory).with("a.yaml", "# x\n# \u0001\n");
        assertThat(files.lines()).containsExactly("a.yaml:2: not valid YAML: character U+0001 is not allowed");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFile() {
        assertThat(new ConfigFiles(directory)
                        .with("a.yaml", "\uFEFF" + ConfigFiles.LEAST)
                        .config()
                        .routes())
                .hasSize(1);
    }

    @Test
    void theFilesOfAConfigMapAreReadFromItsData() throws IOException {
        new ConfigFiles(directory.resolve("..1")).with("a.yaml", ConfigFiles.LEAST);
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(directory.resolve("a.yaml"), Path.of("..data/a.yaml"));
        new ConfigFiles(directory).with("stray.yaml", "nonsense");
        assertThat(new ConfigFiles(directory).config().routes()).hasSize(1);
    }

    @Test
    void deepNestingIsRefusedBeforeItUsesUpTheStack() {
        ConfigFiles files = new ConfigFiles(directory).with("a.yaml", "a: " + "[".repeat(1_000_000));
        assertThat(files.lines()).containsExactly("a.yaml:1: nested too deep (expected: at most 64 levels)");
    }

    @Test
    void aliasesThatMultiplyAreRefused() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 20; i++) {
            String previous = "*a" + (i - 1);
            text.append("a%d: &a%d [%s]\n"
                    .formatted(i, i, String.join(" , ", java.util.Collections.nCopies(10, previous))));
        }
        assertThat(new ConfigFiles(directory).with("a.yaml", text.toString()).lines())
                .containsExactly("a.yaml:7: too many values (expected: at most 2000000, aliases counted in full)");
    }

    @Test
    void tenThousandEndpointsInFiveMegabytesAreRead() {
        StringBuilder text = new StringBuilder("listeners: [{name: web, address: '127.0.0.1:0'}]\nupstreams:\n");
        for (int i = 0; i < 1_000; i++) {
            text.append("  - name: upstream-%d\n    check: {type: http, path: /health}\n    endpoints:\n".formatted(i));
            for (int j = 0; j < 10; j++) {
                text.append("      - address: 10.%d.%d.%d:8080 # %s\n".formatted(i / 250, i % 250, j, "-".repeat(450)));
            }
        }
        ConfigFiles files = new ConfigFiles(directory).with("a.yaml", text.toString());
        long start = System.nanoTime();
        assertThat(files.config().upstreams()).hasSize(1_000);
        System.out.printf("read %d bytes in %d ms%n", text.length(), (System.nanoTime() - start) / 1_000_000);
    }
}
