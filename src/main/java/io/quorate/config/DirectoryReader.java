package io.quorate.config;

import io.quorate.config.file.Mounts;
import io.quorate.config.file.Stamp;
import io.quorate.core.model.Problem;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Reads the config files of a directory as they stood at one moment.
 *
 * <p>Everything is read from one resolved path. Kubernetes mounts a ConfigMap as {@code dir/..data}, a link that is
 * swapped to a new directory when the map changes; a plain directory may itself be a link that is swapped. If the path
 * or a file has changed by the time all is read, it is read anew, so that two states are never mixed.
 */
final class DirectoryReader {
    static final int MAX_BYTES = 8 << 20;
    private static final int TRIES = 20;
    /** Between tries, for a writer to get done. */
    private static final long PAUSE_NANOS = 5_000_000;

    private static final Pattern CONFIG_FILE = Pattern.compile("[^.].*\\.(yaml|yml|json)");

    private final Path directory;
    private final List<Problem> problems = new ArrayList<>();

    DirectoryReader(Path directory) {
        this.directory = directory;
    }

    DirectoryContent read() {
        for (int i = 0; i < TRIES; i++) {
            Optional<Path> source = Mounts.current(directory);
            if (source.isEmpty()) {
                return failed("no such directory, or one that may not be read");
            }
            if (!Files.isReadable(source.get()) || !Files.isExecutable(source.get())) {
                return failed("may not be read (expected: a directory that this process may list and enter)");
            }
            try {
                Optional<DirectoryContent> content = readFrom(source.get());
                if (content.isPresent() && Mounts.current(directory).equals(source)) {
                    return content.get();
                }
            } catch (IOException e) {
                return failed("cannot be read: " + e);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return failed("does not stand still (expected: no change while it is read)");
    }

    /** What the path holds; empty if it changed meanwhile. */
    private Optional<DirectoryContent> readFrom(Path source) throws IOException {
        problems.clear();
        try {
            SortedMap<String, Stamp> before = list(source);
            DirectoryContent content = content(source, readAll(source, before));
            return list(source).equals(before) ? Optional.of(content) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private DirectoryContent content(Path source, SortedMap<String, Buffer> files) {
        if (files.isEmpty() && problems.isEmpty()) {
            return failed("no config in it (expected: at least one file named *.yaml, *.yml or *.json)");
        }
        return new DirectoryContent(directory.toString(), source.toString(), files, problems);
    }

    private DirectoryContent failed(String message) {
        Problem problem = new Problem(directory.toString(), 0, "", message);
        return new DirectoryContent(directory.toString(), directory.toString(), new TreeMap<>(), List.of(problem));
    }

    private static SortedMap<String, Stamp> list(Path source) throws IOException {
        SortedMap<String, Stamp> stamps = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(source)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (CONFIG_FILE.matcher(name).matches() && Files.isRegularFile(entry)) {
                    stamps.put(name, Stamp.of(entry));
                }
            }
        }
        return stamps;
    }

    private SortedMap<String, Buffer> readAll(Path source, SortedMap<String, Stamp> stamps) throws IOException {
        SortedMap<String, Buffer> files = new TreeMap<>();
        for (String name : stamps.keySet()) {
            try (InputStream input = Files.newInputStream(source.resolve(name))) {
                byte[] bytes = input.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    problems.add(new Problem(name, 0, "", "too big (expected: at most 8MiB)"));
                } else {
                    files.put(name, Buffer.buffer(bytes));
                }
            } catch (NoSuchFileException e) {
                throw e;
            } catch (AccessDeniedException e) {
                problems.add(new Problem(name, 0, "", "may not be read (expected: a file that this process may read)"));
            } catch (IOException e) {
                problems.add(new Problem(name, 0, "", "cannot be read: " + e));
            }
        }
        return files;
    }
}
