package io.quorate.proxy.log;

import io.quorate.core.model.AccessLogSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The one file that lines go to, or standard output, or nothing. Confined to the writer's thread; blocks. */
final class LogFile {
    private final String path;
    private @Nullable FileChannel channel;
    private @Nullable Object identity;

    /**
     * One that is not open yet.
     *
     * @param path absolute; or {@link AccessLogSettings#STANDARD_OUTPUT}; or empty for nothing
     */
    LogFile(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }

    /**
     * Whether lines go elsewhere from now on, because the file is not at its path any more: moved, say, by who rotates
     * logs. That it is another file can be seen, not when it became one: up to a look's delay lines go to the old.
     */
    boolean isGone() {
        if (channel == null || path.equals(AccessLogSettings.STANDARD_OUTPUT)) {
            return false;
        }
        try {
            return !Objects.equals(identity, identityNow());
        } catch (IOException gone) {
            return true;
        }
    }

    /** Writes what can be written; opens the file if it is not open. */
    void write(ByteBuffer lines) throws IOException {
        FileChannel to = channel == null ? open() : channel;
        while (lines.hasRemaining()) {
            to.write(lines);
        }
    }

    void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null && !path.equals(AccessLogSettings.STANDARD_OUTPUT)) {
            open.close();
        }
    }

    private FileChannel open() throws IOException {
        FileChannel opened;
        if (path.equals(AccessLogSettings.STANDARD_OUTPUT)) {
            opened = new FileOutputStream(FileDescriptor.out).getChannel();
        } else {
            opened = FileChannel.open(
                    Path.of(path), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            identity = identityNow();
        }
        channel = opened;
        return opened;
    }

    private @Nullable Object identityNow() throws IOException {
        return Files.readAttributes(Path.of(path), BasicFileAttributes.class).fileKey();
    }
}
