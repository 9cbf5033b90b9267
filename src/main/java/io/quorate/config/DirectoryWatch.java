package io.quorate.config;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether something may have changed in a config directory since it was asked last. Confined to one thread.
 *
 * <p>A swapped link, and a directory that goes or comes back, are seen by the resolved path; what happens to the files
 * in it, by the system's notifications. Where the system gives none, the slow scan is all there is.
 */
final class DirectoryWatch {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryWatch.class);

    private final Path directory;
    private final @Nullable WatchService service;
    private @Nullable Path watched;
    private List<WatchKey> keys = List.of();
    private boolean failing;

    DirectoryWatch(Path directory) {
        this.directory = directory;
        this.service = open(directory);
        this.watched = DirectoryReader.resolve(directory).orElse(null);
        register();
    }

    /** Whether something may have changed. */
    boolean changed() {
        Path now = DirectoryReader.resolve(directory).orElse(null);
        boolean changed = drain();
        if (!Objects.equals(now, watched)) {
            watched = now;
            register();
            changed = true;
        }
        return changed;
    }

    void close() {
        try {
            if (service != null) {
                service.close();
            }
        } catch (IOException e) {
            LOGGER.warn("event=config_watch_not_closed directory={} cause={}", directory, e.toString());
        }
    }

    private boolean drain() {
        boolean changed = false;
        for (WatchKey key : List.copyOf(keys)) {
            changed |= !key.pollEvents().isEmpty();
            if (!key.reset()) {
                watched = null; // removed, and perhaps made anew under its old name
                keys = List.of();
                changed = true;
            }
        }
        return changed;
    }

    private void register() {
        keys.forEach(WatchKey::cancel);
        keys = List.of();
        if (service == null || watched == null) {
            return;
        }
        try {
            keys = List.of(watched.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE));
            failing = false;
        } catch (NoSuchFileException e) {
            watched = null; // removed since it was resolved: the next look finds what there is by then
        } catch (IOException e) {
            warnOnce(e);
        }
    }

    private void warnOnce(IOException e) {
        if (!failing) {
            LOGGER.warn("event=config_watch_failed directory={} cause={}", directory, e.toString());
        }
        failing = true;
    }

    private static @Nullable WatchService open(Path directory) {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            LOGGER.warn("event=config_watch_failed directory={} cause={}", directory, e.toString());
            return null;
        }
    }
}
