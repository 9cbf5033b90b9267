package io.quorate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The {@code tar.gz} of this build, unpacked somewhere. */
record Unpacked(Path home) {
    private static final Path JAVA = Path.of(System.getProperty("java.home"));

    /** Unpacks it into that directory. */
    static Unpacked into(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Shell.run("tar", "-xzf", archive().toString(), "-C", directory.toString());
        try (Stream<Path> entries = Files.list(directory)) {
            return new Unpacked(
                    entries.filter(entry -> entry.getFileName().toString().startsWith("quorate-"))
                            .findFirst()
                            .orElseThrow());
        }
    }

    static Path archive() throws IOException {
        try (Stream<Path> built = Files.list(Path.of("target"))) {
            return built.filter(file -> file.getFileName().toString().matches("quorate-.*\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    Path script() {
        return home.resolve("bin").resolve("quorate");
    }

    /** The script, called as that file, in a directory that is not its own, with nothing set but these. */
    static ProcessBuilder command(Path script, Map<String, String> variables, String... arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of("/").toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        return builder;
    }

    /** Variables that name the Java that runs the tests. */
    static Map<String, String> java(String... more) {
        Map<String, String> variables = new HashMap<>();
        variables.put("PATH", "/usr/bin:/bin");
        variables.put("JAVA_HOME", JAVA.toString());
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return variables;
    }
}
