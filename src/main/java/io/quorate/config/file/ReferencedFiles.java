package io.quorate.config.file;

import io.quorate.config.tree.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that a config refers to, each read once in a reading of the config. Confined to one thread; blocks.
 *
 * <p>Files of one directory are all read from the one path that it stood for when the first of them was read (see
 * {@link Mounts}), so that a certificate and its key are of one state. Whether that still holds when all have been read
 * is asked with {@link #areSteady}.
 */
public final class ReferencedFiles {
    /** The size of a file, at most. */
    public static final int MAX_BYTES = 1 << 20;

    private static final Logger LOGGER = LoggerFactory.getLogger(ReferencedFiles.class);

    private final Path directory;
    private final Set<Path> toldOf = new HashSet<>();
    private final Map<String, Stamp> stamps = new TreeMap<>();
    private final Map<String, Node.File> files = new HashMap<>();
    private Locations locations;

    /** Those of a config directory; nothing is read yet. */
    public ReferencedFiles(Path directory) {
        this.directory = directory;
        this.locations = new Locations(directory, directory);
    }

    /**
     * Starts another reading.
     *
     * @param source where the config itself was read from
     */
    public void begin(Path source) {
        locations = new Locations(directory, source);
        stamps.clear();
        files.clear();
    }

    /** The node with what is in the file that it names. */
    public Node.File read(Node.Text path) {
        Node.File file = files.computeIfAbsent(path.text(), unused -> locate(path));
        return new Node.File(path.place(), file.path(), file.content(), file.fault());
    }

    /** The same for a file that nobody else should be able to read. */
    public Node.File readSecret(Node.Text path) {
        Node.File file = read(path);
        if (file.fault().isEmpty()) {
            warnOfReaders(locations.of(path.text()));
        }
        return file;
    }

    /** Whether every file that was read is still the same, at the same place. */
    public boolean areSteady() {
        return look().equals(stamps);
    }

    /** What the files that were read are like now. */
    public Map<String, Stamp> look() {
        Locations now = new Locations(directory, Mounts.current(directory).orElse(directory));
        Map<String, Stamp> looked = new TreeMap<>();
        stamps.keySet().forEach(path -> looked.put(path, Stamp.ofAny(now.of(path))));
        return looked;
    }

    /** What was read, by path as written: the content, or why there is none. */
    public Map<String, String> contents() {
        Map<String, String> contents = new HashMap<>();
        files.forEach((path, file) -> contents.put(path, file.content() + file.fault()));
        return contents;
    }

    private Node.File locate(Node.Text path) {
        try {
            Path file = locations.of(path.text());
            stamps.put(path.text(), Stamp.ofAny(file));
            return read(path, file);
        } catch (InvalidPathException e) {
            return faulty(path, "no path at all");
        }
    }

    private static Node.File read(Node.Text path, Path file) {
        if (!Files.exists(file)) {
            return faulty(path, "no such file (expected: a file, looked for at " + file + ")");
        }
        if (!Files.isRegularFile(file)) {
            return faulty(path, "not a file (expected: a file, not a directory or a pipe)");
        }
        try (InputStream input = Files.newInputStream(file)) {
            byte[] bytes = input.readNBytes(MAX_BYTES + 1);
            if (bytes.length == 0) {
                return faulty(path, "empty (expected: something in it)");
            }
            if (bytes.length > MAX_BYTES) {
                return faulty(path, "too big (expected: at most 1MiB)");
            }
            return new Node.File(path.place(), path.text(), new String(bytes, StandardCharsets.ISO_8859_1), "");
        } catch (AccessDeniedException e) {
            return faulty(path, "may not be read (expected: a file that this process may read)");
        } catch (IOException e) {
            return faulty(path, "cannot be read: " + e);
        }
    }

    private static Node.File faulty(Node.Text path, String fault) {
        return new Node.File(path.place(), path.text(), "", fault);
    }

    private void warnOfReaders(Path file) {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ) && toldOf.add(file)) {
                LOGGER.warn("event=key_file_readable_by_all file={}", file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOGGER.debug("event=key_file_permissions_unknown file={} cause={}", file, e.toString());
        }
    }

    /** Where files are found, each directory being resolved once. */
    private static final class Locations {
        private final Path directory;
        private final Path source;
        private final Map<Path, Path> resolved = new HashMap<>();

        Locations(Path directory, Path source) {
            this.directory = directory;
            this.source = source;
        }

        Path of(String text) {
            Path named = named(Path.of(text));
            Path parent = named.toAbsolutePath().getParent();
            Path name = named.getFileName();
            if (parent == null || name == null) {
                return named;
            }
            Path file = resolved.computeIfAbsent(
                            parent, each -> Mounts.current(each).orElse(each))
                    .resolve(name);
            return Files.exists(file) ? file : named;
        }

        /** What is not in the swapped content may be mounted beside it; what leads out of it is meant from outside. */
        private Path named(Path path) {
            boolean leadsOut = path.normalize().startsWith("..");
            Path within = source.resolve(path);
            return !leadsOut && Files.exists(within) ? within : directory.resolve(path);
        }
    }
}
