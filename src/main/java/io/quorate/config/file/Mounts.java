package io.quorate.config.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Directories whose content is swapped as a whole. Kubernetes mounts a ConfigMap or a Secret as {@code dir/..data}, a link
 * that is swapped to a new directory when its content changes; a plain directory may itself be a link that is swapped.
 */
public final class Mounts {
    private Mounts() {}

    /** The path that is to be read now; empty if there is no such directory. */
    public static Optional<Path> current(Path directory) {
        try {
            Path data = directory.resolve("..data");
            Path real = (Files.isDirectory(data) ? data : directory).toRealPath();
            return Files.isDirectory(real) ? Optional.of(real) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
