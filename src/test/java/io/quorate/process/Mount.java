package io.quorate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;

/** A directory that is changed as kubelet changes a mounted ConfigMap: all files at once, by the link {@code ..data}. */
final class Mount {
    private final Path directory;
    private int generation;

    Mount(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    Path directory() {
        return directory;
    }

    /** Swaps to these files, by their names, and takes the old ones away. */
    void swap(Map<String, String> files) throws IOException {
        Path data = directory.resolve("..data");
        Path before = Files.exists(data) ? data.toRealPath() : null;
        Path next = Files.createDirectory(directory.resolve("..2026_" + generation++));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(next.resolve(file.getKey()), file.getValue());
        }
        Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), next.getFileName());
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
        for (String name : files.keySet()) {
            Path shown = directory.resolve(name);
            if (!Files.isSymbolicLink(shown)) {
                Files.createSymbolicLink(shown, Path.of("..data", name));
            }
        }
        if (before != null) {
            remove(before);
        }
    }

    private static void remove(Path old) throws IOException {
        try (Stream<Path> files = Files.list(old)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(old);
    }
}
