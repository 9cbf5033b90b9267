package io.quorate.config;

import io.quorate.config.file.Mounts;
import io.quorate.config.file.ReferencedFiles;
import io.quorate.config.file.Stamp;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether something may have changed in a config directory since it was asked last. Confined to one thread.
 *
 * <p>A swapped link, and a directory that goes or comes back, are seen by the resolved path; what happens to the files
 * in it, by the system's notifications. Where the system gives none, the slow scan is all there is. Files that the config
 * refers to are looked at once a second.
 */
final class DirectoryWatch {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryWatch.class);

    /** Of how many looks one is for the files elsewhere, unless they have just changed. */
    private static final int FILES_EVERY = 10;

    private final Path directory;
    private final ReferencedFiles files;
    private final @Nullable WatchService service;
    private @Nullable Path watched;
    private List<WatchKey> keys = List.of();
    private boolean failing;
    private Map<String, Stamp> stamps = Map.of();
    private boolean filesRest = true;
    private long looks;

    DirectoryWatch(Path directory, ReferencedFiles files) {
        this.directory = directory;
        this.files = files;
        this.service = open(directory);
        this.watched = Mounts.current(directory).orElse(null);
        register();
    }

    /** Whether something may have changed. */
    boolean changed() {
        Path now = Mounts.current(directory).orElse(null);
        boolean changed = drain();
        changed |= filesChanged();
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

    /**
     * Whether a file is another than it was at the last look that was for them.
     *
     * <p>They may lie behind any links, which may be swapped anywhere on the way, and notifications tell of none of that.
     * So they are asked for, which needs no more than a few calls a second for each.
     */
    private boolean filesChanged() {
        if (++looks % FILES_EVERY != 0 && filesRest) {
            return false;
        }
        Map<String, Stamp> now = files.look();
        filesRest = now.equals(stamps);
        stamps = now;
        return !filesRest;
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
